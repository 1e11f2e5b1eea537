using System.Security.Cryptography;

namespace LivePerformer.Trainer.Tests;

public sealed class ShardsOfTodayTests
{
    // Seen with the code of commit 272b376, before there were steps to choose from, on these very files: the first half of SHA-256.
    [Theory]
    [InlineData("train-000.tokens", "775d68b0ec14489863ad5c5f2a06e8b9")]
    [InlineData("validation-000.tokens", "67e6ed9f707043c7866c9848d542aa1a")]
    [InlineData("test-000.tokens", "454a6c9d54af2c749944fe3e95636509")]
    public void WithNoStepChosenAShardIsTheSameToTheByte(string shard, string expected)
    {
        using var maestro = new TinyMaestro();
        foreach (string piece in Directory.GetFiles(maestro.Maestro, "*.midi", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(piece, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        maestro.Prepare();

        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(maestro.Data, shard))))[..32]);
    }
}
