using System.Diagnostics;
using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

/// <summary>A chord progression as a WAV file, looked at by sox: nothing clips, nothing clicks, no direct current.</summary>
public class CleanSoundTests
{
    [Fact]
    public void ChordsAreCleanBySox()
    {
        string sox = Requires.Sox();
        Piece piece = FluidsynthCases.All.Single(p => p.Name == "chords with pedal");
        Dictionary<string, double> ours = Stat(sox, piece.Render(Piano.New()));

        Assert.InRange(ours["Maximum amplitude"], 0.05, 0.9);
        Assert.InRange(ours["Minimum amplitude"], -0.9, -0.05);
        Assert.InRange(ours["Mean    amplitude"], -2e-4, 2e-4);
        Assert.Equal(6, ours["Length (seconds)"], 1e-3);
        Assert.InRange(ours["Maximum delta"], 0, 0.2 * ours["Maximum amplitude"]);
    }

    [Fact]
    public void ChordsAreAsSmoothAsFluidsynths()
    {
        // A click would be a step from one frame to the next that fluidsynth's sound does not have.
        string sox = Requires.Sox();
        Piece piece = FluidsynthCases.All.Single(p => p.Name == "chords with pedal");
        Dictionary<string, double> theirs = Stat(sox, Fluidsynth.Render(Piano.Path, piece));
        Dictionary<string, double> ours = Stat(sox, piece.Render(Piano.New()));

        Assert.InRange(ours["Maximum delta"] / theirs["Maximum delta"], 0.9, 1.1);
        Assert.InRange(ours["RMS     amplitude"] / theirs["RMS     amplitude"], 0.9, 1.1);
        Assert.InRange(ours["RMS     delta"] / theirs["RMS     delta"], 0.9, 1.1);
        Assert.InRange(ours["Rough   frequency"] / theirs["Rough   frequency"], 0.95, 1.05);
    }

    // The left channel: sox counts the step from left to right as a step in time.
    private static Dictionary<string, double> Stat(string sox, Sound sound)
    {
        string path = Path.Combine(Path.GetTempPath(), $"liveperformer-{Guid.NewGuid():N}.wav");
        try
        {
            using (WavWriter writer = WavWriter.Create(path, sound.SampleRate)) writer.Write(sound.Left, sound.Right);
            using Process process = Process.Start(new ProcessStartInfo(sox, [path, "-n", "remix", "1", "stat"]) { RedirectStandardError = true })!;
            string report = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return report.Split('\n').Select(line => line.Split(':')).Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0].Trim(), parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
