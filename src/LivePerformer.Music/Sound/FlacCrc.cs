namespace LivePerformer.Music;

/// <summary>The two checksums of FLAC: polynomials 0x07 for a frame's header and 0x8005 for all of it, highest bit first.</summary>
internal static class FlacCrc
{
    private static readonly ushort[] Table8 = Table(0x0700), Table16 = Table(0x8005);

    public static byte Crc8(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte one in bytes) crc = Table8[crc ^ one] >> 8;
        return (byte)crc;
    }

    public static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        int crc = 0;
        foreach (byte one in bytes) crc = (ushort)((crc << 8) ^ Table16[(crc >> 8) ^ one]);
        return (ushort)crc;
    }

    // The eight bits of the small one are the upper byte of sixteen.
    private static ushort[] Table(int polynomial)
    {
        var table = new ushort[256];
        for (int i = 0; i < 256; i++)
        {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ polynomial : crc << 1;
            table[i] = (ushort)crc;
        }

        return table;
    }
}
