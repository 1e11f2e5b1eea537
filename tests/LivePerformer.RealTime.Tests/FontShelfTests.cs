using LivePerformer.Core;
using LivePerformer.Synth;
using LivePerformer.Synth.Tests;

namespace LivePerformer.RealTime.Tests;

public sealed class FontShelfTests : IDisposable
{
    private const int Rate = 48_000;
    private const long FontBytes = (2000 + 46) * sizeof(float);     // a sine of 100 frames, twenty times, and what stands behind it

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-shelf-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void FileIsLoadedOnceHoweverItIsNamed()
    {
        var shelf = new FontShelf(1 << 20);
        string path = Write("a");
        SoundFont font = shelf.Take(path);

        Assert.Same(font, shelf.Take(path));
        Assert.Same(font, shelf.Take(Path.Combine(folder.FullName, ".", "..", folder.Name, "a.sf2")));
        Assert.NotSame(font, shelf.Take(Write("b")));
        Assert.Equal(2 * FontBytes, shelf.Bytes);
    }

    [Fact]
    public void ChangedFileIsLoadedAnewAndWhoPlaysTheOldOnePlaysOn()
    {
        var shelf = new FontShelf(1 << 20);
        string path = Write("a");
        SoundFont old = shelf.Take(path);
        using var piano = new Synthesizer(old, Rate);
        float[] sound = Strike(piano);

        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        SoundFont anew = shelf.Take(path);
        Assert.NotSame(old, anew);
        Assert.Equal(FontBytes, shelf.Bytes);
        Assert.Equal(FontBytes, old.SampleBytes);
        piano.Use(anew);
        Assert.Equal(0, old.SampleBytes);
        Assert.Equal(sound, Strike(piano));

        File.WriteAllBytes(path, new TestFont { Frames = TestFont.Sine(50, 20), LoopStart = 50, LoopEnd = 1000 }.ToBytes());
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        Assert.NotEqual(FontBytes, shelf.Take(path).SampleBytes);
    }

    [Fact]
    public void WhatNobodyPlaysGoesFirstAndTheLeastAskedForBeforeTheRest()
    {
        var shelf = new FontShelf(3 * FontBytes);
        string[] paths = [.. "abcdef".Select(name => Write($"{name}"))];
        SoundFont a = shelf.Take(paths[0]);
        using var piano = new Synthesizer(a, Rate);
        SoundFont b = shelf.Take(paths[1]), c = shelf.Take(paths[2]);
        shelf.Take(paths[1]);
        float[] sound = Strike(piano);

        SoundFont d = shelf.Take(paths[3]);
        Assert.Equal((FontBytes, FontBytes, 0, FontBytes), (a.SampleBytes, b.SampleBytes, c.SampleBytes, d.SampleBytes));
        Assert.Equal(3 * FontBytes, shelf.Bytes);
        Assert.Same(a, shelf.Take(paths[0]));
        Assert.NotSame(c, shelf.Take(paths[2]));
        Assert.Equal(0, b.SampleBytes);

        // played by someone, every one of them: then there are more than there should be
        Synthesizer[] pianos = [.. paths.Select(path => new Synthesizer(shelf.Take(path), Rate))];
        Assert.Equal(6 * FontBytes, shelf.Bytes);
        foreach (Synthesizer other in pianos) Assert.Equal(sound, Strike(other));
        foreach (Synthesizer other in pianos) other.Dispose();
        shelf.Take(Write("g"));
        Assert.Equal(3 * FontBytes, shelf.Bytes);
        Assert.Equal(FontBytes, a.SampleBytes);     // the first piano plays it still
    }

    [Theory]
    [InlineData("absent", "no such file")]
    [InlineData("empty", "too early")]
    [InlineData("folder", "no such file|folder")]
    public void WhatIsNoFontIsRefusedAndTheShelfStaysAsItWas(string what, string reason)
    {
        var shelf = new FontShelf(1 << 20);
        shelf.Take(Write("a"));
        string path = Path.Combine(folder.FullName, "bad.sf2");
        if (what == "empty") File.WriteAllBytes(path, []);
        if (what == "folder") Directory.CreateDirectory(path);

        string line = Assert.Throws<SoundFontException>(() => shelf.Take(path)).Message;
        Assert.Contains(reason.Split('|'), part => line.Contains(part));
        Assert.Contains("bad.sf2", line);
        Assert.Equal(FontBytes, shelf.Bytes);
        Assert.Equal(SoundFontOfNoName(), Assert.ThrowsAny<LivePerformerException>(() => shelf.Take("")).Message);
    }

    private static string SoundFontOfNoName() => Assert.ThrowsAny<LivePerformerException>(() => SoundFont.Load("")).Message;

    private string Write(string name)
    {
        string path = Path.Combine(folder.FullName, name + ".sf2");
        File.WriteAllBytes(path, new TestFont().With(Generator.SampleModes, 1).ToBytes());
        return path;
    }

    private static float[] Strike(Synthesizer synth)
    {
        synth.Handle(MidiMessage.Control(0, 120, 0));
        synth.Render(new AudioBlock(new float[4800], new float[4800], Rate, 0));
        synth.Handle(MidiMessage.NoteOn(0, new Pitch(69), 100));
        float[] left = new float[2000], right = new float[2000];
        synth.Render(new AudioBlock(left, right, Rate, 0));
        Assert.Contains(left, sample => sample != 0);
        return [.. left, .. right];
    }
}
