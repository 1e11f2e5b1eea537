using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class SoundDataTests
{
    [Fact]
    public void ManyThreadsReadAnywhereWhatOneReads()
    {
        using var folder = new SoundFolder();
        SoundData data = folder.Render();
        using SoundPiece piece = data.Open(data.Of("train")[0]);
        float[] whole = new float[piece.Samples];
        Assert.Equal(whole.Length, piece.Read(0, whole));
        Assert.Contains(whole, sample => MathF.Abs(sample) > 0.05f);

        Parallel.For(0, 400, i =>
        {
            var dice = new Random(i);
            float[] part = new float[dice.Next(1, 9000)];
            int from = dice.Next((int)piece.Samples + 1000), read = piece.Read(from, part);
            Assert.Equal(Math.Clamp(whole.Length - from, 0, part.Length), read);
            Assert.True(part.AsSpan(0, read).SequenceEqual(whole.AsSpan(Math.Min(from, whole.Length), read)));
        });
    }

    [Fact]
    public void FilesAreWhatEveryPlayerOpens()
    {
        using var folder = new SoundFolder();
        SoundData data = folder.Render();
        foreach (SoundItem item in data.Items)
        {
            using SoundPiece piece = data.Open(item);
            using Music.SoundFile file = Music.SoundFile.Open(Path.Combine(folder.Out, item.Split, item.Name + ".wav"));
            Assert.Equal((16_000, 1, piece.Samples), (file.SampleRate, file.Channels, file.Frames));
            float[] theirs = new float[piece.Samples], ours = new float[piece.Samples];
            file.ReadMono(theirs);
            piece.Read(0, ours);
            Assert.Equal(theirs, ours);
            Assert.Equal(piece.Notes, Music.NoteTable.Read(Path.Combine(folder.Out, item.Split, item.Name + ".tsv")));
        }
    }

    [Fact]
    public void FoldersBelowAreReadAsOne()
    {
        using var folder = new SoundFolder();
        SoundSource source = folder.Source();
        SoundPreparation.Run(source, Path.Combine(folder.Out, "a"), 2, stop: TestContext.Current.CancellationToken);
        SoundPreparation.Run(source with { Name = "elsewhere", Licence = "MIT" }, Path.Combine(folder.Out, "b"), 2, stop: TestContext.Current.CancellationToken);
        SoundData data = SoundData.Read(folder.Out);

        Assert.Equal(2 * source.Jobs.Count, data.Items.Count);
        Assert.Contains("; elsewhere", data.Source);
        Assert.Contains("; MIT", data.Licence);
        foreach (SoundItem item in data.Items) data.Open(item).Dispose();
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        using var folder = new SoundFolder();
        Assert.Contains("does not exist", Message(() => SoundData.Read(folder.Out)));
        Directory.CreateDirectory(folder.Out);
        Assert.Contains("has no sound.json", Message(() => SoundData.Read(folder.Out)));

        SoundData data = folder.Render();
        SoundItem item = data.Items[0];
        byte[] wave = File.ReadAllBytes(item.WavePath);
        File.WriteAllBytes(item.WavePath, wave[..^2]);
        Assert.Contains("cut short", Message(() => data.Open(item)));
        File.Delete(item.WavePath);
        Assert.Contains(item.WavePath, Message(() => data.Open(item)));
        File.WriteAllBytes(item.WavePath, wave);
        File.AppendAllText(item.NotesPath, "1.0\t2.0\t60\t60\n");
        Assert.Contains("is not the one", Message(() => data.Open(item)));

        string table = Path.Combine(folder.Out, SoundData.FileName);
        File.WriteAllText(table, File.ReadAllText(table).Replace(SoundData.Rules, "sound/9"));
        Assert.Contains("'sound/9'", Message(() => SoundData.Read(folder.Out)));
        File.WriteAllText(table, "{");
        Assert.Contains("not as prepare wrote it", Message(() => SoundData.Read(folder.Out)));

        static string Message(Action act) => Assert.Throws<LivePerformerException>(act).Message is { } line && !line.Contains('\n') ? line : throw new InvalidOperationException("more than a line");
    }

    /// <summary>Reading at another tuning: a click stands where stretched time says, and a tone sounds at its frequency divided by the stretch.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(1.0174)]
    [InlineData(0.983)]
    public void StretchedSoundIsLongerAndLower(double stretch)
    {
        float[] click = new float[20_000];
        click[12_345] = 1;
        float[] moved = new float[15_000];
        Retuning.Read(click, 4000, 1 / stretch, moved);
        int peak = Array.IndexOf(moved, moved.Max());
        Assert.Equal((12_345 - 4000) * stretch, peak, 0.51);

        foreach (double hertz in new[] { 440.0, 3000, 6500 })
        {
            float[] tone = [.. Enumerable.Range(0, 20_000).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * i / SoundData.SampleRate)))];
            Retuning.Read(tone, 2000, 1 / stretch, moved);
            float[] expected = [.. Enumerable.Range(0, moved.Length).Select(i => (float)(0.5 * Math.Sin(2 * Math.PI * hertz * (2000 + (i / stretch)) / SoundData.SampleRate)))];
            double error = 0;
            for (int i = 0; i < moved.Length; i++) error = Math.Max(error, Math.Abs(moved[i] - expected[i]));
            Assert.True(error < 0.004, $"{hertz} Hz: {error}");
        }
    }

    [Fact]
    public void AStretchedPieceIsReadAnywhere()
    {
        using var folder = new SoundFolder();
        SoundData data = folder.Render();
        using SoundPiece piece = data.Open(data.Of("train")[0]);
        const double stretch = 1.01;
        float[] whole = new float[(int)(piece.Samples * stretch) + 10];
        int all = piece.Read(0, stretch, whole);
        Assert.Equal(piece.Samples * stretch, all, 1.0);

        float[] part = new float[4000];
        const int from = 20_200;       // sample 20,200 x 1.01 = 20,402
        Assert.Equal(4000, piece.Read(from, stretch, part));
        for (int i = 0; i < part.Length; i++) Assert.Equal(whole[20_402 + i], part[i], 2e-3f);
        Assert.Equal(0, piece.Read(piece.Samples, stretch, part));
    }
}
