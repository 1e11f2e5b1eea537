using LivePerformer.Core;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>A chord that rings on while one preset follows another, as an outside recorder hears it.</summary>
[Collection(SoundServers.Name)]
public sealed class SwitchSoundTests
{
    private const int Switches = 10, Block = 128, Window = 24_000;

    private const string SamePiano = """ "sound": { "gainDb": 12 } """, OtherPiano = """ "sound": { "piano": "Second", "gainDb": 6 } """;

    [Theory]
    [InlineData(SamePiano)]
    [InlineData(OtherPiano)]
    public void HeldChordRingsOnThroughTenSwitchesWithoutAGapOrAJump(string second)
    {
        Requires.Tool("jack_capture", "jack-capture");
        using var venue = new Venue("JACK");
        venue.WritePreset("one", SamePiano);
        venue.WritePreset("two", second);
        File.CreateSymbolicLink(venue.Scratch.Path("home/models/pianos/Second.sf2"), venue.Scratch.Path("home/models/pianos/FluidR3_YamahaGrand.sf2"));
        string list = venue.WriteSetList("one", "two");
        float[] switched = Record(venue, list, Switches, samples: 0), still = Record(venue, list, switches: 0, switched.Length);

        double quietest = Quietest(still);
        Assert.True(quietest > 1e-4, $"the chord dies away by itself: {quietest}");
        Assert.True(Quietest(switched) > quietest / 4, $"a block of {Quietest(switched)}, without switches {quietest}");
        double[] rough = Roughness(still), roughest = Roughness(switched);
        Assert.True(roughest.Length >= 3);
        for (int i = 0; i < Math.Min(rough.Length, roughest.Length); i++)
            Assert.True(roughest[i] < 2 * rough[i], $"at {i * Window / 48_000.0} s a jump of {roughest[i]}, without switches {rough[i]}");
    }

    /// <summary>Both channels together from a second after the chord was struck, until the switches are done and so many samples are there.</summary>
    private static float[] Record(Venue venue, string list, int switches, int samples)
    {
        Cli cli = venue.Perform("--set-list", list);
        using var rig = new Rig(venue.Server);
        rig.Play(Chord());
        string path = venue.Scratch.Path($"heard-{switches}.wav");
        string[] until = samples == 0 ? [] : ["-d", $"{Math.Max(1, samples / 48_000)}"];
        ToolProcess recorder = venue.Server.Start("jack_capture", ["--no-stdin", .. until, "-f", "wav", "-b", "FLOAT", "-p", "LivePerformer:out_left", "-p", "LivePerformer:out_right", path]);
        JackServer.Until(() => venue.Server.Run("jack_lsp", "-c", "LivePerformer:out_left").Contains("jack_capture", StringComparison.Ordinal), "for the recorder");
        for (int i = 0; i < switches; i++)
        {
            CommandClient.Tell(i % 2 == 0 ? "next" : "previous", cli.Id);
            cli.WaitUntil(() => cli.Output.Split(" of 2, ").Length - 1 == i + 1, $"switch {i + 1}");
            Thread.Sleep(150);      // and it is heard
        }

        if (samples == 0) recorder.Kill(gently: true);
        else recorder.WaitForExit();
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.True(File.Exists(path), recorder.Text);
        float[] both = WaveFile.Floats(path);
        return [.. Enumerable.Range(0, both.Length / 2).Select(i => both[2 * i] + both[(2 * i) + 1])];
    }

    /// <summary>Struck hard in the deep, where strings ring long; the pedal is down, the keys stay down, and a second passes.</summary>
    private static IEnumerable<Seen> Chord()
    {
        yield return new(0, 0, MidiMessage.Control(0, ControlChange.Sustain, 127));
        foreach (int key in new[] { 36, 43, 48, 52 }) yield return new(1, 0, MidiMessage.NoteOn(0, new Pitch(key), 120));
        yield return new(48_000, 0, MidiMessage.Control(0, ControlChange.Sustain, 126));
    }

    private static double Quietest(float[] sound) => sound.Chunk(Block).SkipLast(1).Min(block => block.Max(MathF.Abs));

    /// <summary>The largest second difference of each half second.</summary>
    private static double[] Roughness(float[] sound) =>
        [.. sound.Chunk(Window).Where(part => part.Length == Window).Select(part => Enumerable.Range(1, Window - 2).Max(i => Math.Abs(part[i - 1] - (2.0 * part[i]) + part[i + 1])))];
}
