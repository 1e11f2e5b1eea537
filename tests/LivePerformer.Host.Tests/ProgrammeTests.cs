using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

public sealed class ProgrammeTests : IDisposable
{
    private static readonly Installation Shipped = new(Repo.Root);

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void EverySetListWeShipCanBePlayed()
    {
        string[] lists = [.. SetListFile.In(Shipped.Presets)];
        Assert.NotEmpty(lists);
        foreach (string path in lists)
        {
            Programme programme = Programme.Read(path, Shipped);
            for (int i = 0; i < programme.Items.Count; i++)
            {
                Assert.True(Directory.Exists(Path.Combine(Shipped.Models, programme.Items[i].Preset.Model)));
                Assert.NotEmpty(SceneMaker.SetupOf(programme, i).Routes);
            }
        }
    }

    [Fact]
    public void SchemaWeShipIsTheSchemaOfTheCode() =>
        Assert.Equal(SetListFile.SchemaText(), File.ReadAllText(Path.Combine(Repo.Root, "presets", "setlist.schema.json")));

    [Fact]
    public void ProgrammeSurvivesTheTake()
    {
        Programme programme = Programme.Read(SetListFile.Find("evening", Shipped.Presets), Shipped);
        Programme again = Programme.FromJson(JsonSerializer.Deserialize<JsonElement>(programme.ToJson().GetRawText()), "a take");

        Assert.Equal(programme.Items.Select(item => (item.Name, PresetFile.Write(item.Preset), item.Program)), again.Items.Select(item => (item.Name, PresetFile.Write(item.Preset), item.Program)));
        Assert.Equal(programme.Items.Select(item => item.Prompt?.Length), again.Items.Select(item => item.Prompt?.Length));
        Assert.NotNull(again.Items[2].Prompt);
        Assert.Equal(programme.Items[2].Prompt, again.Items[2].Prompt);
    }

    [Fact]
    public void SplitGoesWhereThePresetSays()
    {
        Programme programme = Programme.Of(PresetFile.Find("split", Shipped.Presets));
        Assert.Equal(["keys", "pads"], programme.Inputs.Select(port => port.Name));
        Assert.Equal(["out", "ai"], programme.Outputs.Select(port => port.Name));
        RealTime.SlotSetup setup = SceneMaker.SetupOf(programme, 0);
        Assert.Equal(1, setup.AiOutput);
        Assert.Equal(0b01, programme.HeardInputs(programme.Items[0].Preset));

        var left = new List<(byte Output, MidiMessage Message)>();
        foreach (Route route in setup.Routes)
        {
            if (route.TryPass(MidiMessage.NoteOn(0, new Pitch(48), 32), 0, out MidiMessage passed)) left.Add((route.Output, passed));
        }

        Assert.Equal([(Route.Instrument, MidiMessage.NoteOn(0, new Pitch(48), 32)), (0, MidiMessage.NoteOn(2, new Pitch(36), 63))], left);
    }

    [Fact]
    public void ProgramChangesCallItemsUnlessTheMusicianBoundThemOtherwise()
    {
        Programme programme = Programme.Read(SetListFile.Find("evening", Shipped.Presets), Shipped);
        Assert.Equal([(0, 1), (1, 2), (9, 3), (3, 4)], programme.Calls([]).Select(call => ((int)call.Sign.Number, (int)call.Value)));

        var own = new Binding(CommandKind.Panic, CueSign.Program(9));
        Assert.Equal([0, 1, 3], programme.Calls([own]).Select(call => (int)call.Sign.Number));
    }

    [Theory]
    [InlineData("""{ "name": "n", "items": [] }""", "0 items")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "nobody" }] }""", "nobody")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "absent.json" }] }""", "absent.json")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "" }] }""", "items[0].preset")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "answer", "program": 129 }] }""", "items[0].program")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "answer", "program": 3 }, { "preset": "duet", "program": 3 }] }""", "program 3")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "answer", "bpm": 7 }] }""", "items[0].bpm")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "answer", "prompt": "absent.mid" }] }""", "absent.mid")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "answer", "prompt": "broken.mid" }] }""", "broken.mid")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "answer", "promt": "a.mid" }] }""", "promt")]
    [InlineData("""{ "name": "n", "items": [{ "preset": "two.json" }, { "preset": "three.json" }] }""", "both called 'x'")]
    [InlineData("nonsense", "setlist.schema.json")]
    public void WrongSetListIsRefusedInOneLine(string text, string named)
    {
        scratch.Write("broken.mid", [1, 2, 3]);
        scratch.Write("two.json", """{ "name": "two", "model": "m", "midi": { "inputs": [{ "name": "x" }] } }""");
        scratch.Write("three.json", """{ "name": "three", "model": "m", "midi": { "outputs": [{ "name": "x" }] } }""");
        string path = scratch.Write("n.setlist.json", text);

        string line = Assert.ThrowsAny<LivePerformerException>(() => Programme.Read(path, Shipped)).Message;
        Assert.Contains(named, line);
        Assert.DoesNotContain('\n', line);
    }

    /// <summary>The whole way in one thread: a set list is played, the third item is fetched, and what it plays depends on its prompt.</summary>
    [Fact]
    public void PromptIsWhatTheModelGoesOnFrom()
    {
        TinyHome.In(scratch);
        var home = new Installation(scratch.Path("home"));
        byte[] phrases = File.ReadAllBytes(Path.Combine(Repo.Root, "presets", "performances", "phrases.mid"));
        byte[] calls = File.ReadAllBytes(Path.Combine(Repo.Root, "presets", "performances", "calls.mid"));

        string[] first = Plays(home, phrases), again = Plays(home, phrases), other = Plays(home, calls), none = Plays(home, null);
        Assert.True(first.Length > 10, $"{first.Length} notes");
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.NotEqual(first, none);
    }

    private static string[] Plays(Installation home, byte[]? prompt)
    {
        Preset preset = PresetFile.Find("answer", home.Presets);
        var programme = new Programme("test", [new("one", preset), new("two", preset, prompt)]);
        using var device = new NullDevice();
        using Ensemble ensemble = Ensemble.Create(home, programme, device, 7, new ManualClock());
        ensemble.Start();
        Cast second = ensemble.Load(1)!;
        Assert.True(ensemble.Desk.TrySend(StageCommand.Enter(1, second.Scene.Slot)));
        Assert.True(ensemble.Desk.TrySend(new(CommandKind.TakeOver)));
        for (int i = 0; i < 2_000; i++)
        {
            device.Run();
            if (i == 2) Assert.Same(second, ensemble.Cast);
            if (i == 2) Assert.True(ensemble.Desk.TrySend(new(CommandKind.TakeOver)));
            ensemble.Performer.Step();
        }

        device.Stop();
        return [.. ensemble.Take.Snapshot().Where(e => e.Source == NoteSource.Ai && e.Message.IsNoteOn).Select(e => $"{e.SentFrame} {e.Message.Data1} {e.Message.Data2}")];
    }
}
