namespace LivePerformer.Music;

/// <summary>The checksum of Ethernet, gzip and PNG (CRC-32, polynomial 0x04C11DB7, reflected).</summary>
public static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <param name="before">The checksum of what comes before these bytes.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        foreach (byte one in bytes) crc = Table[(byte)crc ^ one] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            table[i] = crc;
        }

        return table;
    }
}
