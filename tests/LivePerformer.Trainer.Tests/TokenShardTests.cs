using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class TokenShardTests : IDisposable
{
    private static readonly byte[] Sources = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly string folder = Directory.CreateTempSubdirectory("liveperformer-shard-").FullName;

    private string File => Path.Combine(folder, "train-000.tokens");

    [Fact]
    public void PiecesSurviveTheFile()
    {
        var random = new Random(4);
        ushort[][] pieces = [.. Enumerable.Range(0, 20).Select(i => Enumerable.Range(0, i * i).Select(_ => (ushort)random.Next(388)).ToArray())];

        TokenShard.Write(File, Sources, pieces);

        Assert.Equal(pieces, TokenShard.Read(File));
        Assert.True(TokenShard.IsCurrent(File, Sources));
        Assert.False(TokenShard.IsCurrent(File, new byte[32]));
        Assert.Equal([File], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(-1)]
    public void EveryChangedByteIsNoticed(int at)
    {
        TokenShard.Write(File, Sources, [[1, 2, 3], [4, 5]]);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes[at < 0 ? ^1 : at] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.Contains(File, Assert.Throws<LivePerformerException>(() => TokenShard.Read(File)).Message);
        Assert.False(TokenShard.IsCurrent(File, Sources));
    }

    [Fact]
    public void EveryLengthButTheWholeIsRefused()
    {
        TokenShard.Write(File, Sources, [[1, 2, 3], [4, 5]]);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        for (int length = 0; length < bytes.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Assert.Contains("run prepare again", Assert.Throws<LivePerformerException>(() => TokenShard.Read(File)).Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
