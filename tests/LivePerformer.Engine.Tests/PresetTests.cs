using System.Text;
using FsCheck;
using FsCheck.Xunit;
using LivePerformer.Testing;

namespace LivePerformer.Engine.Tests;

public sealed class PresetTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("presets");

    public void Dispose() => folder.Delete(recursive: true);

    public static TheoryData<string> Shipped() =>
        new(PresetFile.List(Path.Combine(Repo.Root, "presets")).Select(p => p.Path));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void EveryPresetWeShipLoadsAndIsNamedAfterItsFile(string path) =>
        Assert.Equal(Path.GetFileNameWithoutExtension(path), PresetFile.Read(path).Name);

    [Fact]
    public void SchemaWeShipIsTheSchemaOfTheCode() =>
        Assert.Equal(PresetFile.SchemaText(), File.ReadAllText(Path.Combine(Repo.Root, "presets", "preset.schema.json")));

    [Fact]
    public void PresetSurvivesWritingAndReading()
    {
        var preset = new Preset
        {
            Name = "x",
            Model = "m",
            Cue = new() { Kind = CueKind.Key, Key = 108 },
            Role = Role.Duet,
            Answer = new() { LongestSeconds = 7 },
            Together = new() { FallSilentMs = 0 },
            Steering = new() { Scale = Core.Scale.Blues, Tonic = Core.Tonic.EFlat, Chord = "C Eb", Louder = -5 },
            Sampling = new() { Temperature = 0.5 },
            Sound = new() { GainDb = -3 },
            Midi = new() { AiChannel = 16, Thru = false },
            Time = new() { Bpm = 96.5, Entry = Entry.Bar, Tap = new() { Kind = TapKind.Pedal }, Metronome = new() { Sound = true, CountIn = 2 }, Latency = "piano.json" },
        };

        Assert.Equal(preset, PresetFile.Read(Write(PresetFile.Write(preset))));
    }

    [Theory]
    [InlineData("""{ "name": "x", "model": "m", "cue": { "kind": "silnce" } }""", "silnce|cue")]
    [InlineData("""{ "name": "x", "model": "m", "tempo": 3 }""", "tempo")]
    [InlineData("""{ "name": "x" }""", "model")]
    [InlineData("""{ "name": " ", "model": "m" }""", "name")]
    [InlineData("""{ "name": "x", "model": "m", "midi": { "aiChannel": 17 } }""", "midi.aiChannel")]
    [InlineData("""{ "name": "x", "model": "m", "sampling": { "temperature": "hot" } }""", "temperature")]
    [InlineData("""{ "name": "x", "model": "m", "answer": { "lowestKey": 70, "highestKey": 60 } }""", "lowestKey")]
    [InlineData("""{ "name": "x", "model": "m", "role": "solo" }""", "role|solo")]
    [InlineData("""{ "name": "x", "model": "m", "fallback": [""] }""", "fallback")]
    [InlineData("""{ "name": "x", "model": "m", "steering": { "scale": "lydian" } }""", "scale|lydian")]
    [InlineData("""{ "name": "x", "model": "m", "steering": { "chord": "C H" } }""", "steering.chord")]
    [InlineData("""{ "name": "x", "model": "m", "steering": { "louder": 65 } }""", "steering.louder")]
    [InlineData("""{ "name": "x", "model": "m", "together": { "replanMs": 1 } }""", "together.replanMs")]
    [InlineData("""{ "name": "x", "model": "m", "role": "continue" }""", "together.keysStop")]
    [InlineData("""{ "name": "x", "model": "m", "answer": { "lowestKey": 61, "highestKey": 71 }, "steering": { "chord": "C" } }""", "answer.lowestKey")]
    [InlineData("""{ "name": "x", "model": "m", "answer": { "lowestKey": 61, "highestKey": 61 }, "steering": { "scale": "major" } }""", "tones C D E F G A B")]
    [InlineData("""{ "name": "x", "model": "m", "time": { "bpm": 5 } }""", "time.bpm")]
    [InlineData("""{ "name": "x", "model": "m", "time": { "bpm": 301 } }""", "time.bpm")]
    [InlineData("""{ "name": "x", "model": "m", "time": { "entry": "soon" } }""", "entry|soon")]
    [InlineData("""{ "name": "x", "model": "m", "time": { "metronome": { "channel": 0 } } }""", "time.metronome.channel")]
    [InlineData("""{ "name": "x", "model": "m", "cue": { "kind": "pedal", "controller": 80 }, "time": { "tap": { "kind": "pedal" } } }""", "time.tap")]
    [InlineData("""{ "name": "x", "model": "m", "answer": null }""", "answer")]
    [InlineData("""{ "name": "x", "model": "m" """, "line 1")]
    [InlineData("", "cannot be read")]
    [InlineData("null", "empty")]
    public void WrongPresetIsRefusedInOneLineThatNamesTheFault(string text, string named)
    {
        string path = Write(text);
        var fault = Assert.Throws<PresetException>(() => PresetFile.Read(path));

        Assert.Contains(path, fault.Message);
        Assert.Contains(named.Split('|'), name => fault.Message.Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void UnknownPresetNamesThoseThatExist()
    {
        var fault = Assert.Throws<PresetException>(() => PresetFile.Find("nobody", Path.Combine(Repo.Root, "presets")));

        Assert.Contains("answer", fault.Message);
    }

    [Fact]
    public void AbsentAndHugeFilesAreRefused()
    {
        Assert.Throws<PresetException>(() => PresetFile.Read(Path.Combine(folder.FullName, "absent.json")));
        Assert.Throws<PresetException>(() => PresetFile.Read(Write(new string(' ', 2 << 20))));
    }

    [Property]
    public bool RandomBytesAreRefusedAndNothingElseHappens(byte[] bytes)
    {
        string path = Path.Combine(folder.FullName, "random.json");
        File.WriteAllBytes(path, bytes);
        try
        {
            PresetFile.Read(path);
            return false;
        }
        catch (PresetException)
        {
            return true;
        }
    }

    [Property]
    public bool MutatedPresetIsReadOrRefused(int at, byte value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(PresetFile.Write(new Preset { Name = "x", Model = "m" }));
        bytes[(int)((uint)at % bytes.Length)] = value;
        string path = Path.Combine(folder.FullName, "mutated.json");
        File.WriteAllBytes(path, bytes);
        try
        {
            return PresetFile.Read(path).Name.Length > 0;
        }
        catch (PresetException)
        {
            return true;
        }
    }

    private string Write(string text)
    {
        string path = Path.Combine(folder.FullName, "p.json");
        File.WriteAllText(path, text);
        return path;
    }
}
