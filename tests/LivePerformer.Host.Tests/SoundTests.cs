using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>The piano, as an outside recorder hears it.</summary>
[Collection(SoundServers.Name)]
public sealed class SoundTests
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    [Theory]
    [MemberData(nameof(Venue.All), MemberType = typeof(Venue))]
    public void PianoSoundsAndDoesNotClip(string server)
    {
        Requires.Tool("jack_capture", "jack-capture");
        using var venue = new Venue(server);
        Cli cli = venue.Perform("--input", Phrases);
        string path = venue.Scratch.Path("heard.wav");
        string recorder = venue.Server.Run(
            "jack_capture", "--no-stdin", "-d", "4", "-f", "wav", "-b", "FLOAT", "-p", "LivePerformer:out_left", "-p", "LivePerformer:out_right", path);
        cli.Signal("TERM");

        Assert.Equal(0, cli.WaitForExit());
        Assert.True(File.Exists(path), recorder);
        float[] samples = WaveFile.Floats(path);
        Assert.InRange(samples.Length / 2, 3 * 48_000, 6 * 48_000);
        for (int channel = 0; channel < 2; channel++)
        {
            float[] one = [.. samples.Where((_, i) => i % 2 == channel)];
            double level = Math.Sqrt(one.Average(s => (double)s * s));
            Assert.True(level > 0.003, $"channel {channel} is silent: {level}");
            Assert.InRange(one.Max(Math.Abs), 0.03f, 0.999f);
        }
    }
}
