using System.Diagnostics;

namespace LivePerformer.Synth.Tests;

/// <summary>The other synthesizer: renders a piece with the same font, gain and rate, without reverb and chorus.</summary>
public static class Fluidsynth
{
    public const string Command = "fluidsynth -ni -q -g 0.2 -R 0 -C 0 -r 48000 -o synth.cpu-cores=1 -O float -T wav -F out.wav FONT.sf2 in.mid";

    public static Sound Render(string font, Piece piece)
    {
        string tool = Requires.Fluidsynth();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-synth-");
        try
        {
            string midi = Path.Combine(folder.FullName, "in.mid");
            string wav = Path.Combine(folder.FullName, "out.wav");
            File.WriteAllBytes(midi, piece.ToMidiFile());
            string[] arguments = Command.Replace("FONT.sf2", "FONT").Split(' ')[1..];
            var start = new ProcessStartInfo(tool) { RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (string argument in arguments)
                start.ArgumentList.Add(argument switch { "out.wav" => wav, "FONT" => font, "in.mid" => midi, _ => argument });
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(File.Exists(wav), $"fluidsynth left with {process.ExitCode}: {errors.Result}");

            // Its player starts with the second block of 64 frames, and it goes on for a while after the piece.
            Sound sound = Sound.ReadFloatWav(wav);
            int end = 64 + (piece.Milliseconds * sound.SampleRate / 1000);
            return sound with { Left = sound.Left[64..end], Right = sound.Right[64..end] };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
