using System.Buffers.Binary;
using System.IO.Compression;

namespace LivePerformer.Music.Tests;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(70_000)]
    public void ChecksumIsThatOfGzip(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        // an empty stream has no trailer at all
        uint expected = length == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(zipped.ToArray().AsSpan(^8..));     // RFC 1952: CRC32, ISIZE

        Assert.Equal(expected, Crc32.Of(bytes));
        Assert.Equal(expected, Crc32.Of(bytes.AsSpan(length / 3), Crc32.Of(bytes.AsSpan(0, length / 3))));
    }

    [Fact]
    public void ChecksumIsThatOfTheCatalogue() =>
        Assert.Equal(0xCBF43926, Crc32.Of("123456789"u8));      // the check value of CRC-32/ISO-HDLC
}
