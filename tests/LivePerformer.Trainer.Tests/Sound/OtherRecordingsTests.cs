using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

/// <summary>Recordings in which no piano plays.</summary>
public sealed class OtherRecordingsTests
{
    [Fact]
    public void NothingIsPlayedAndThePedalIsUp()
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(21).WithClaps(1);
        File.WriteAllText(Path.Combine(folder.Speech, "LICENSE"), "CC BY 4.0");
        SoundData data = folder.Prepare();

        Assert.Equal((22, 2), (data.Of("train").Count, data.Of("validation").Count));
        Assert.Equal("crowd unknown: see the data set, speech CC BY 4.0", data.Licence);
        Assert.Equal("crowd, speech (22 recordings without a piano)", data.Source);
        Assert.Equal(250 + (21 * 2), data.Items.Sum(item => item.Seconds), 0.01);
        Assert.All(data.Items, item =>
        {
            using SoundPiece piece = data.Open(item);
            Assert.True(item.IsOfOthers);
            Assert.True(item.KnowsPedal);
            Assert.Equal(0, item.Notes);
            Assert.Empty(piece.Notes);
            Assert.Empty(piece.Pedals);
            Assert.Contains(item.Piano, new[] { "crowd", "speech" });
            if (item.PeakDecibels is not { } peak) return;

            float[] sound = new float[piece.Samples];
            piece.Read(0, sound);
            Assert.InRange(peak, -14, -0.9);
            Assert.Equal(Math.Pow(10, peak / 20), sound.Max(MathF.Abs), 1e-4);
        });
        Assert.Contains("\"class\": \"others\"", File.ReadAllText(Path.Combine(folder.Out, SoundData.FileName)));
        Assert.NotEqual(data.Of("validation").Select(item => item.Name), folder.Prepare(Path.Combine(folder.Root, "other"), seed: 2).Of("validation").Select(item => item.Name));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(10, 1)]
    [InlineData(14, 1)]
    [InlineData(20, 2)]
    public void AboutOneInTenValidates(int recordings, int validating)
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(recordings, rate: 8000);
        Assert.Equal(validating, folder.Source().Jobs.Count(job => job.Split == "validation"));
        Assert.Equal(recordings, folder.Source().Jobs.Count);
    }

    [Fact]
    public void ALongRecordingIsCutAndNothingIsLost()
    {
        double[] claps = [0.5, 70, 90, 166, 167, 249];
        using OthersFolder folder = new OthersFolder().WithClaps(claps);
        SoundData data = folder.Prepare();

        Assert.Equal([0, 83.333, 166.667], data.Items.Select(item => item.From!.Value).Order());
        var heard = new List<double>();
        foreach (SoundItem item in data.Items)
        {
            using SoundPiece piece = data.Open(item);
            float[] sound = new float[piece.Samples];
            piece.Read(0, sound);
            float high = 0.9f * sound.Max();
            for (int i = 0; i < sound.Length; i++)
            {
                if (sound[i] > high && (i == 0 || sound[i - 1] <= sound[i]) && (i + 1 == sound.Length || sound[i + 1] < sound[i])) heard.Add(item.From!.Value + ((double)i / SoundData.SampleRate));
            }
        }

        heard.Sort();
        Assert.Equal(claps.Length, heard.Count);
        Assert.All(claps.Zip(heard), pair => Assert.Equal(pair.First, pair.Second, 0.001));
    }

    [Fact]
    public void FlacIsReadAsWavIs()
    {
        string flac = Requires.Tool("flac");
        using OthersFolder folder = new OthersFolder().WithSpeech(3);
        SoundData wav = folder.Prepare();
        foreach (string file in Directory.GetFiles(folder.Speech))
        {
            using Process process = Process.Start(new ProcessStartInfo(flac, ["-s", "--delete-input-file", file]))!;
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        SoundData packed = folder.Prepare(Path.Combine(folder.Root, "packed"));

        foreach ((float[] one, float[] other) in Sounds(wav).Zip(Sounds(packed))) Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-3));

        // All brought to a peak of 1: how high each is, is drawn by its name.
        static float[][] Sounds(SoundData data) => [.. data.Items.OrderBy(item => item.Name[..8], StringComparer.Ordinal).Select(item =>
        {
            using SoundPiece piece = data.Open(item);
            float[] sound = new float[piece.Samples];
            piece.Read(0, sound);
            float highest = sound.Max(MathF.Abs);
            return sound.Select(sample => sample / highest).ToArray();
        })];
    }

    [Fact]
    public void AKilledRunGoesOnToTheVerySameBytes()
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(12);
        folder.Prepare();
        SortedDictionary<string, string> whole = SoundFolder.Hashes(folder.Out);
        Directory.Delete(folder.Out, recursive: true);

        using var stop = new CancellationTokenSource();
        int done = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => SoundPreparation.Run(folder.Source(), folder.Out, 1, report: (_, _) =>
        {
            if (++done == 6) stop.Cancel();
        }, stop: stop.Token));
        SoundItem[] made = [.. SoundData.Read(folder.Out).Items];
        Assert.InRange(made.Length, 4, 9);
        File.Delete(made[0].FactsPath);
        File.WriteAllBytes(made[1].WavePath, File.ReadAllBytes(made[1].WavePath)[..^100]);
        DateTime kept = File.GetLastWriteTimeUtc(made[2].WavePath);

        folder.Prepare();

        Assert.Equal(whole, SoundFolder.Hashes(folder.Out));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(made[2].WavePath));
    }

    [Fact]
    public void FoldersOfOneNameAreKeptApart()
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(2);
        string second = Directory.CreateDirectory(Path.Combine(folder.Root, "more", "speech")).FullName;
        foreach (string file in Directory.GetFiles(folder.Speech)) File.Copy(file, Path.Combine(second, Path.GetFileName(file)));
        SoundSource source = OtherRecordings.Source([folder.Speech, second, folder.Speech + "/"], 1);

        Assert.Equal("speech, speech-2 (4 recordings without a piano)", source.Name);
        Assert.Equal(4, source.Jobs.Select(job => job.Name).Distinct().Count());
    }

    [Fact]
    public void WhatCannotBeReadIsNamed()
    {
        using OthersFolder folder = new OthersFolder().WithSpeech(2);
        Assert.Contains("'nowhere' does not exist", Message("nowhere"));
        Assert.Contains($"'{folder.Crowd}' holds no recording to learn from", Message(folder.Crowd));

        string broken = Path.Combine(folder.Speech, "phrase 1.wav");
        byte[] bytes = File.ReadAllBytes(broken);
        File.WriteAllBytes(broken, bytes[..^1000]);
        Assert.Contains($"'{broken}' was cut off", Message(folder.Speech));
        File.WriteAllText(broken, "no sound");
        Assert.Contains($"'{broken}' is no sound file", Message(folder.Speech));

        static string Message(string folder) => Assert.ThrowsAny<LivePerformerException>(() => OtherRecordings.Source([folder], 1)).Message is { } line && !line.Contains('\n') ? line
            : throw new InvalidOperationException("more than a line");
    }
}
