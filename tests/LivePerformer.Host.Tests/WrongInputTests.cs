using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>Bad input gets one clear line that names the thing, a non-zero exit code and no stack trace.</summary>
public sealed class WrongInputTests : IDisposable
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    public static TheoryData<string> BrokenContents() => ["empty", "truncated", "random", "text"];

    [Theory]
    [MemberData(nameof(BrokenContents))]
    public void BrokenMidiFile(string how) =>
        AssertRefused(["rehearse", "--in", scratch.Write("broken.mid", Break(File.ReadAllBytes(Phrases), how))], "broken.mid");

    [Fact]
    public void AbsentMidiFile() => AssertRefused(["rehearse", "--in", scratch.Path("absent.mid")], "absent.mid");

    [Fact]
    public void FolderAsMidiFile() => AssertRefused(["rehearse", "--in", Path.GetDirectoryName(Phrases)!], "performances");

    [Fact]
    public void MidiFileWithoutNotes() =>
        AssertRefused(["rehearse", "--in", scratch.Write("silent.mid", [.. "MThd"u8, 0, 0, 0, 6, 0, 0, 0, 1, 1, 224, .. "MTrk"u8, 0, 0, 0, 4, 0, 0xFF, 0x2F, 0])], "silent.mid");

    [Fact]
    public void UnknownPresetNamesThoseThatExist() => AssertRefused(["rehearse", "--in", Phrases, "--preset", "nobody"], "nobody", "answer");

    [Theory]
    [MemberData(nameof(BrokenContents))]
    public void BrokenPreset(string how)
    {
        byte[] good = File.ReadAllBytes(Path.Combine(Repo.Root, "presets", "answer.json"));
        AssertRefused(["rehearse", "--in", Phrases, "--preset", scratch.Write("broken.json", Break(good, how))], "broken.json");
    }

    [Fact]
    public void PresetThatAsksForAnAbsentModel() =>
        AssertRefused(["rehearse", "--in", Phrases, "--preset", scratch.Write("p.json", """{ "name": "p", "model": "nobody" }""")], "nobody");

    [Theory]
    [MemberData(nameof(BrokenContents))]
    public void BrokenSoundFont(string how)
    {
        byte[] good = File.ReadAllBytes(Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2"));
        (string, string) home = Home(pianos: Break(good, how));
        AssertRefused(["rehearse", "--in", Phrases], [home], "FluidR3_YamahaGrand.sf2");
    }

    [Theory]
    [MemberData(nameof(BrokenContents))]
    public void BrokenModel(string how)
    {
        byte[] good = File.ReadAllBytes(Repo.Fixture("Inference/tiny/model.onnx"));
        AssertRefused(["rehearse", "--in", Phrases], [Home(model: Break(good, how))], "maestro-transformer");
        Assert.NotEqual(0, Cli.Run(["doctor"], Home(model: Break(good, how))).Code);
    }

    [Theory]
    [MemberData(nameof(BrokenContents))]
    public void BrokenManifest(string how)
    {
        byte[] good = File.ReadAllBytes(Repo.Fixture("Inference/tiny/manifest.json"));
        AssertRefused(["rehearse", "--in", Phrases], [Home(manifest: Break(good, how))], "maestro-transformer");
    }

    [Theory]
    [InlineData("--out", "take.mid")]
    [InlineData("--wav", "take.wav")]
    [InlineData("--report", "report.json")]
    [InlineData("--roll", "take.svg")]
    public void OutputInAFolderThatIsAbsent(string option, string name)
    {
        string path = scratch.Path($"absent/{name}");
        AssertRefused(["rehearse", "--in", Phrases, option, path], path);
    }

    [Fact]
    public void FolderThatMayNotBeWrittenIsNoticedBeforeTheMusic()
    {
        Requires.Linux();
        AssertRefused(["rehearse", "--in", Phrases, "--out", "/proc/take.mid"], "/proc/take.mid");
        AssertRefused(["perform", "--audio", "null", "--input", Phrases, "--record", "/proc/takes"], [Home()], "/proc/takes");
    }

    [Fact]
    public void FullDiskIsNoticedBeforeTheMusicAndTheOlderTakeStays()
    {
        using var disk = new SmallDisk(scratch.Path("small"), "40k");
        string take = disk.Path("take.mid");
        File.WriteAllText(take, "an older take");
        AssertRefused(["rehearse", "--in", Phrases, "--out", take], take);
        Assert.Equal("an older take", File.ReadAllText(take));
        Assert.Single(Directory.GetFiles(disk.Folder));
    }

    [Fact]
    public void DiskThatFillsWithSoundIsNamed()
    {
        using var disk = new SmallDisk(scratch.Path("small"), "1m");
        AssertRefused(["rehearse", "--in", Phrases, "--wav", disk.Path("take.wav")], "take.wav");
    }

    [Fact]
    public void NullAudioWithoutAFileHasNothingToHear() => AssertRefused(["perform", "--audio", "null"], "--input");

    [Fact]
    public void NullAudioHasNoPorts() =>
        AssertRefused(["perform", "--audio", "null", "--input", Phrases, "--output", "synth"], "synth");

    [Theory]
    [InlineData("perform", "--seconds", "-1")]
    [InlineData("perform", "--audio", "loud")]
    [InlineData("rehearse", "--seed", "x")]
    [InlineData("rehearse", "--answer", "1e9")]
    [InlineData("sing")]
    public void WrongOptionsAreNamed(params string[] arguments)
    {
        var (code, _, error) = Cli.Run(arguments);
        Assert.NotEqual(0, code);
        Assert.Contains(arguments[^1] is "-1" or "1e9" or "x" ? arguments[1] : arguments[^1], error);
        Assert.DoesNotContain("   at ", error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("perform", "--help")]
    [InlineData("rehearse", "--help")]
    [InlineData("devices", "--help")]
    [InlineData("presets", "--help")]
    [InlineData("models", "--help")]
    [InlineData("doctor", "--help")]
    [InlineData("roll", "--help")]
    [InlineData("controls", "--help")]
    [InlineData("controls", "learn", "--help")]
    [InlineData("controls", "set", "--help")]
    [InlineData("tell", "--help")]
    public void EveryCommandHasHelpThatExplainsItsOptions(params string[] arguments)
    {
        var (code, output, _) = Cli.Run(arguments);
        Assert.Equal(0, code);
        foreach (string line in output.Split('\n').Where(l => l.TrimStart().StartsWith("--", StringComparison.Ordinal)))
        {
            Assert.Matches(@"^\s+--\S+( <[^>]+>)?( \(REQUIRED\))?\s{2,}\S+", line);
        }
    }

    private static byte[] Break(byte[] good, string how) => how switch
    {
        "empty" => [],
        "truncated" => good[..(good.Length * 2 / 3)],
        "random" => Random(good.Length % 10_000),
        _ => "This is a letter, not what you are looking for."u8.ToArray(),
    };

    private static byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private (string, string) Home(byte[]? model = null, byte[]? manifest = null, byte[]? pianos = null) =>
        TinyHome.In(scratch, model, manifest, pianos);

    private static void AssertRefused(string[] arguments, params string[] named) => AssertRefused(arguments, [], named);

    private static void AssertRefused(string[] arguments, (string, string)[] environment, params string[] named)
    {
        using Cli cli = Cli.Start(arguments, environment);
        string line = cli.WaitForRefusal();
        Assert.All(named, name => Assert.Contains(name, line));
    }
}
