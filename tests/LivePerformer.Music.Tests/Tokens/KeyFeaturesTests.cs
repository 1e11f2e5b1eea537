using FsCheck.Xunit;

namespace LivePerformer.Music.Tests;

public sealed class KeyFeaturesTests
{
    private static float[] Row(KeyFeatures keys)
    {
        var row = new float[KeyFeatures.Width];
        Array.Fill(row, float.NaN);
        keys.Write(row);
        return row;
    }

    /// <summary>The definition, worked out from the whole prefix each time.</summary>
    private static float[] Definition(ReadOnlySpan<int> prefix)
    {
        var row = new float[256];
        for (int pitch = 0; pitch < 128; pitch++)
        {
            int onset = prefix.LastIndexOf(pitch);
            if (onset < 0 || prefix[onset..].Contains(128 + pitch)) continue;
            int age = 0;
            foreach (int token in prefix[onset..]) age += token is >= 256 and < 356 ? token - 255 : 0;
            row[pitch] = 1;
            row[128 + pitch] = (float)Math.Min(1, Math.Log(1 + age) / Math.Log(1001));
        }

        return row;
    }

    [Property(Arbitrary = [typeof(Playing)])]
    public void RowsAreTheDefinition(int[] tokens)
    {
        var keys = new KeyFeatures();
        for (int i = 0; i < tokens.Length; i++)
        {
            keys.Advance(tokens[i]);
            Assert.Equal(Definition(tokens.AsSpan(0, i + 1)), Row(keys));
        }
    }

    [Property(Arbitrary = [typeof(Playing)])]
    public void RollingBackForgetsWhatCameAfter(int[] tokens, int[] wrongTurn)
    {
        var keys = new KeyFeatures();
        foreach (int token in tokens) keys.Advance(token);
        KeyFeatures saved = keys.Clone();
        foreach (int token in wrongTurn) keys.Advance(token);
        keys.CopyFrom(saved);

        Assert.Equal(Definition(tokens), Row(keys));
        foreach (int token in wrongTurn) keys.Advance(token);
        Assert.Equal(Definition([.. tokens, .. wrongTurn]), Row(keys));
    }

    [Fact]
    public void OldNotesAreOneAndNewOnesZero()
    {
        var keys = new KeyFeatures();
        keys.Advance(60);
        Assert.Equal((1f, 0f), (Row(keys)[60], Row(keys)[188]));
        for (int i = 0; i < 12; i++) keys.Advance(355);
        Assert.Equal((1f, 1f), (Row(keys)[60], Row(keys)[188]));
        keys.Advance(188);
        Assert.All(Row(keys), value => Assert.Equal(0f, value));
    }

    [Fact]
    public void AWordThatDoesNotExistIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyFeatures().Advance(388));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyFeatures().Advance(-1));
    }
}
