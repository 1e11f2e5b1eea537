using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A night that was recorded, with an AI that answers, is replayed bit for bit, and exported as notes and as sound.</summary>
[Collection(SoundServers.Name)]
public sealed class SetListTakeTests
{
    private const string Answers = """ "cue": { "kind": "silence", "silenceMs": 200 }, "switch": { "leaves": "now" } """;

    [Fact]
    public void TakeOfASetListIsReplayedAndExportedWithAllItsPianos()
    {
        using var venue = new Venue("JACK");
        venue.WritePreset("loud", Answers);
        venue.WritePreset("soft", Answers + """, "sound": { "piano": "Second", "gainDb": -6 }""");
        File.CreateSymbolicLink(venue.Scratch.Path("home/models/pianos/Second.sf2"), venue.Scratch.Path("home/models/pianos/FluidR3_YamahaGrand.sf2"));
        Cli cli = venue.Perform("--set-list", venue.WriteSetList("loud", "soft"), "--record", venue.Takes);
        using var rig = new Rig(venue.Server);
        for (int i = 0; i < 4; i++)
        {
            int notes = Notes(rig);
            rig.Play(ThruTests.Phrase());
            cli.WaitUntil(() => Notes(rig) >= notes + 4, "the answer");
            if (i == 3) break;
            CommandClient.Tell(i % 2 == 0 ? "next" : "previous", cli.Id);
            cli.WaitUntil(() => cli.Output.Split(" of 2, ").Length - 1 == i + 1, "the switch");
        }

        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
        string path = Assert.Single(Directory.GetFiles(venue.Takes, "*.take"));
        RecordedTake take = RecordedTake.Read(path);
        Assert.True(take.IsWhole, take.Missing);
        Assert.Equal(["'soft'", "'loud'", "'soft'"], take.Remarks.Select(remark => remark.Text).Where(text => text.StartsWith("item ", StringComparison.Ordinal)).Select(text => text.Split(", ")[1]));
        Assert.Contains("equal to the take", venue.Run("replay", path, "--check"));

        string midi = venue.Scratch.Path("night.mid"), wav = venue.Scratch.Path("night.wav");
        venue.Run("export", path, "--midi", midi, "--wav", wav);
        Assert.Equal(File.ReadAllBytes(Path.ChangeExtension(path, ".mid")), File.ReadAllBytes(midi));
        Assert.Contains("notes", venue.Run("roll", path, "--out", venue.Scratch.Path("night.svg")));

        Assert.Contains(WaveFile.Floats(wav), sample => sample > 0.01f);

        // the same keys through the other piano, 18 dB softer; what the AI lets ring would cover them
        venue.Run("export", path, "--human-only", "--wav", wav);
        float[] sound = WaveFile.Floats(wav);
        HeardEvent[] first = [.. take.Human.Where(heard => heard.Message.IsNoteOn && heard.Message.Data1 == 60)];
        Assert.Equal(4, first.Length);
        double[] peaks = [.. first.Select(heard => 20 * Math.Log10(sound.AsSpan(2 * (int)heard.Frame, 2 * 5_000).ToArray().Max(MathF.Abs)))];
        Assert.All([1, 3], i => Assert.InRange(peaks[i - 1] - peaks[i], 9, 27));
    }

    private static int Notes(Rig rig) => rig.Ai.Count(seen => seen.Message.IsNoteOn);
}
