using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

public sealed class RehearseTests : IDisposable
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void OneSeedGivesOneTakeBitForBitAndAnotherSeedOtherMusic()
    {
        byte[][] takes = new byte[3][], sounds = new byte[3][];
        foreach ((int i, string seed) in new[] { (0, "7"), (1, "7"), (2, "8") })
        {
            string take = scratch.Path($"{i}.mid"), wav = scratch.Path($"{i}.wav");
            var (code, _, error) = Cli.Run(["rehearse", "--in", Phrases, "--seed", seed, "--out", take, "--wav", wav]);
            Assert.True(code == 0, error);
            takes[i] = File.ReadAllBytes(take);
            sounds[i] = File.ReadAllBytes(wav);
        }

        Assert.Equal(takes[0], takes[1]);
        Assert.Equal(sounds[0], sounds[1]);
        Assert.NotEqual(takes[0], takes[2]);
        Assert.NotEqual(sounds[0], sounds[2]);
    }

    [Fact]
    public void TakeHoldsTheHumanAsPlayedAndEveryNoteOfTheAiEnds()
    {
        string path = scratch.Path("take.mid"), report = scratch.Path("report.json");
        var (code, _, error) = Cli.Run(["rehearse", "--in", Phrases, "--out", path, "--report", report]);
        Assert.True(code == 0, error);

        MidiFile take = MidiFile.Read(path);
        Assert.Equal(1, take.Format);
        Assert.Equal(["Human", "AI"], take.Tracks.Select(t => t.Name).OfType<string>());
        AssertSameNotes(Performance.FromMidi(MidiFile.Read(Phrases)), Track(take, "Human"));

        MidiEvent[] ai = [.. take.Tracks.Single(t => t.Name == "AI").Events.Where(e => e.IsChannel)];
        Assert.Contains(ai, e => e.Message.IsNoteOn);
        AssertEveryNoteEnds(ai);
        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement root = measured.RootElement;
        Assert.Equal(ai.Count(e => e.Message.IsNoteOn), root.GetProperty("ai_notes").GetInt32());
        Assert.Equal(3, root.GetProperty("answers").GetInt32());
        Assert.Equal(0, root.GetProperty("late_notes").GetInt32());
        Assert.Equal(0, root.GetProperty("dropped_notes").GetInt32());
        Assert.Equal(0, root.GetProperty("stuck_notes").GetInt32());
        foreach (string name in new[] { "cue_to_first_note_p50_ms", "cue_to_first_note_p99_ms", "tokens_per_second", "real_time_factor" })
        {
            Assert.True(root.GetProperty(name).GetDouble() > 0, name);
        }
    }

    /// <summary>Drums and violins were once played in the human's place as if a piano played them.</summary>
    [Fact]
    public void OfABandThePianoAloneIsTheHuman()
    {
        MidiFile piano = MidiFile.Read(Phrases);
        var band = new MidiFile(piano.Division);
        band.Tracks.AddRange(piano.Tracks);
        var others = new MidiTrack();
        others.Add(0, new(0xC1, 40, 0));
        for (int i = 0; i < 5; i++)
        {
            others.Add(100 * i, MidiMessage.NoteOn(1, new Pitch(76), 90));
            others.Add((100 * i) + 50, MidiMessage.NoteOff(1, new Pitch(76)));
            others.Add((100 * i) + 60, MidiMessage.NoteOn(9, new Pitch(36), 90));
        }

        band.Tracks.Add(others);
        string mixed = scratch.Path("band.mid"), take = scratch.Path("take.mid");
        band.Write(mixed);
        var (code, _, error) = Cli.Run(["rehearse", "--in", mixed, "--out", take]);
        Assert.True(code == 0, error);

        Assert.Contains($"left out: 5 drum notes (channel 10) and 5 notes of other instruments than the piano in '{mixed}'", error);
        AssertSameNotes(Performance.FromMidi(MidiFile.Read(Phrases)), Track(MidiFile.Read(take), "Human"));
    }

    [Fact]
    public void TheAiIsSilentWhileTheHumanPlays()
    {
        string path = scratch.Path("take.mid");
        Assert.Equal(0, Cli.Run(["rehearse", "--in", Phrases, "--out", path]).Code);
        MidiFile take = MidiFile.Read(path);
        Note[] human = [.. Track(take, "Human").Notes];

        foreach (Note answer in Track(take, "AI").Notes)
        {
            // The newest key of the human before the answer's note has come up, and been up for the preset's 400 ms.
            Note before = human.Last(n => n.Onset <= answer.Onset);
            Assert.True(answer.Onset - before.Offset >= TimeSpan.FromMilliseconds(399), $"{answer} after {before}");
        }
    }

    [Fact]
    public void DuetPlaysWhileTheHumanPlaysAndOneSeedGivesOneTake()
    {
        string[] takes = [scratch.Path("0.mid"), scratch.Path("1.mid")];
        string report = scratch.Path("report.json");
        foreach (string path in takes)
            Assert.Equal(0, Cli.Run(["rehearse", "--in", Phrases, "--preset", "duet", "--repeat", "2", "--out", path, "--report", report]).Code);
        Assert.Equal(File.ReadAllBytes(takes[0]), File.ReadAllBytes(takes[1]));

        MidiFile take = MidiFile.Read(takes[0]);
        Note[] human = [.. Track(take, "Human").Notes];
        Note[] ai = [.. Track(take, "AI").Notes];
        Assert.Equal(2 * Performance.FromMidi(MidiFile.Read(Phrases)).Notes.Count, human.Length);
        RehearseTests.AssertEveryNoteEnds(take.Tracks.Single(t => t.Name == "AI").Events.Where(e => e.IsChannel));
        Assert.Contains(ai, note => human.Any(h => h.Onset < note.Onset && note.Onset < h.Offset));
        Assert.DoesNotContain(ai, note => human.Any(h =>       // a tick of the take is 0.52 ms
            h.Pitch == note.Pitch && h.Onset.Seconds < note.Onset.Seconds - 0.002 && note.Onset.Seconds < h.Offset.Seconds - 0.002));
        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement root = measured.RootElement;
        Assert.Equal(1, root.GetProperty("success_rate").GetDouble());
        Assert.Equal(0, root.GetProperty("stale_notes").GetInt32());
        Assert.Equal(0, root.GetProperty("stuck_notes").GetInt32());
        Assert.Equal(0, root.GetProperty("take_overs").GetInt32());
        Assert.Equal("duet", root.GetProperty("role").GetString());
    }

    [Fact]
    public void SoundLastsAsLongAsTheTakeAndIsNotSilent()
    {
        string wav = scratch.Path("take.wav");
        Assert.Equal(0, Cli.Run(["rehearse", "--in", Phrases, "--wav", wav]).Code);

        byte[] bytes = File.ReadAllBytes(wav);
        Assert.Equal("RIFF", System.Text.Encoding.ASCII.GetString(bytes, 0, 4));
        Assert.InRange(bytes.Length, 40 * 48_000 * 4, 80 * 48_000 * 4);
        Assert.Contains(bytes.AsSpan(44).ToArray(), b => b is > 8 and < 248);
    }

    [Fact]
    public void RollShowsBothPlayers()
    {
        string picture = scratch.Path("take.svg"), take = scratch.Path("take.mid"), again = scratch.Path("again.svg");
        Assert.Equal(0, Cli.Run(["rehearse", "--in", Phrases, "--roll", picture, "--out", take]).Code);
        Assert.Equal(0, Cli.Run(["roll", take, "--out", again]).Code);

        var drawn = System.Xml.Linq.XDocument.Load(again);
        int human = drawn.Descendants().Count(e => e.Name.LocalName == "rect" && (string?)e.Attribute("fill") == "#4aa3ff");
        int ai = drawn.Descendants().Count(e => e.Name.LocalName == "rect" && (string?)e.Attribute("fill") == "#ff9f43");
        MidiFile file = MidiFile.Read(take);
        Assert.Equal(Track(file, "Human").Notes.Count + 1, human);      // and the legend
        Assert.Equal(Track(file, "AI").Notes.Count + 1, ai);
        Assert.Equal(human + ai, System.Xml.Linq.XDocument.Load(picture).Descendants().Count(e => e.Attribute("rx")?.Value == "1" && e.Attribute("fill")!.Value is "#4aa3ff" or "#ff9f43"));
    }

    internal static void AssertEveryNoteEnds(IEnumerable<MidiEvent> events)
    {
        var sounding = new HashSet<(int Channel, byte Pitch)>();
        foreach (MidiEvent e in events)
        {
            if (e.Message.IsNoteOn) Assert.True(sounding.Add((e.Message.Channel, e.Message.Data1)), $"struck twice: {e}");
            if (e.Message.IsNoteOff) sounding.Remove((e.Message.Channel, e.Message.Data1));
        }

        Assert.Empty(sounding);
    }

    private static Performance Track(MidiFile file, string name) =>
        Performance.FromMessages(file.Messages().Where(m => file.Tracks[m.Track].Name == name));

    private static void AssertSameNotes(Performance expected, Performance actual)
    {
        Assert.Equal(expected.Notes.Count, actual.Notes.Count);
        foreach ((Note a, Note b) in expected.Notes.Zip(actual.Notes))
        {
            Assert.Equal(a.Pitch, b.Pitch);
            Assert.Equal(a.Velocity, b.Velocity);
            Assert.InRange((b.Onset - a.Onset).TotalMilliseconds, -0.6, 0.6);        // a tick of the take is 0.52 ms
            Assert.InRange((b.Duration - a.Duration).TotalMilliseconds, -1.1, 1.1);
        }
    }
}
