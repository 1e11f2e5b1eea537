using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Benchmarks;

/// <summary>From a sound file to the frames that a transcriber hears: how many times faster than the sound itself, on one core.</summary>
internal static class SoundBench
{
    private const int Seconds = 60, Rounds = 7, Rate = 44_100;

    public static void Run(string[] options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-bench-");
        try
        {
            string wav = options.Length > 0 ? options[0] : Path.Combine(folder.FullName, "sound.wav");
            if (options.Length == 0) Write(wav);
            string flac = Path.Combine(folder.FullName, "sound.flac");
            bool hasFlac = Flac(wav, flac);
            Measure(wav, hasFlac ? flac : null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string wav, string? flac)
    {
        double seconds;
        using (SoundFile file = SoundFile.Open(wav))
        {
            seconds = (double)file.Frames / file.SampleRate;
            Console.WriteLine($"{seconds:F0} s of {file.Channels} channels at {file.SampleRate} Hz; medians of {Rounds}, taking turns, of processor time");
        }

        float[] at44 = SoundFile.ReadMono(wav, 44_100), at48 = SoundFile.ReadMono(wav, 48_000), at16 = SoundFile.ReadMono(wav, 16_000);
        FeatureSpec stage = new(), centred = new() { Ahead = 1024, Hop = 384 };
        (string What, Action Do)[] work =
        [
            ("decode WAV", () => Decode(wav)),
            ("decode FLAC", () => Decode(flac)),
            ("resample 44100 -> 16000", () => Resampler.Convert(at44, 44_100, 16_000)),
            ("resample 48000 -> 16000", () => Resampler.Convert(at48, 48_000, 16_000)),
            ("resample 16000 -> 16277", () => Resampler.Convert(at16, 16_000, 16_277)),
            ("log-mel 2048/160, 229 bands", () => LogMel.Batch(stage, at16)),
            ("log-mel 2048/384, 229 bands", () => LogMel.Batch(centred, at16)),
            ("WAV, resampled, log-mel 2048/160", () => LogMel.Batch(stage, SoundFile.ReadMono(wav, 16_000))),
        ];
        foreach ((_, Action act) in work) act();        // the compiler has its fill
        TimeSpan[] times = Busy([.. work.Select(w => w.Do)]);
        Console.WriteLine("| work | ms | times real time |");
        Console.WriteLine("|---|---|---|");
        for (int i = 0; i < work.Length; i++)
        {
            if (flac is null && i == 1) Console.WriteLine($"| {work[i].What} | (not installed: apt-get install flac) | |");
            else Console.WriteLine($"| {work[i].What} | {times[i].TotalMilliseconds:F1} | {seconds / times[i].TotalSeconds:F0} |");
        }

        Console.WriteLine($"one frame of log-mel 2048, 229 bands: {times[5].TotalMicroseconds / LogMel.FramesOf(stage, at16.Length):F1} us");
        TimeSpan[] making = Busy(() => _ = new Resampler(44_100, 16_000), () => _ = new Resampler(16_000, 16_277));
        Console.WriteLine($"making a resampler 44100 -> 16000: {making[0].TotalMilliseconds:F1} ms, 16000 -> 16277: {making[1].TotalMilliseconds:F1} ms");
    }

    /// <summary>As <see cref="Median.OfEach"/>, but in time that the processor worked for us: others may be busy beside it.</summary>
    private static TimeSpan[] Busy(params Action[] actions)
    {
        TimeSpan[][] times = [.. actions.Select(_ => new TimeSpan[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < actions.Length; i++)
            {
                TimeSpan start = Environment.CpuUsage.TotalTime;
                actions[i]();
                times[i][round] = Environment.CpuUsage.TotalTime - start;
            }
        }

        return [.. times.Select(t => t.Order().ElementAt(Rounds / 2))];
    }

    private static void Decode(string? path)
    {
        if (path is null) return;

        using SoundFile file = SoundFile.Open(path);
        float[] block = new float[4096 * file.Channels];
        while (file.Read(block) > 0) { }
    }

    /// <summary>Chords that die away, a little noise: neither too easy nor too hard to compress.</summary>
    private static void Write(string path)
    {
        var dice = new Random(1);
        using WavWriter writer = WavWriter.Create(path, Rate);
        float[] left = new float[Rate / 2], right = new float[left.Length];
        for (int chord = 0; chord < 2 * Seconds; chord++)
        {
            double[] hertz = [.. Enumerable.Range(0, 4).Select(_ => 110 * Math.Pow(2, dice.Next(48) / 12.0))];
            for (int n = 0; n < left.Length; n++)
            {
                double t = (double)n / Rate, sound = 0, side = 0;
                foreach (double f in hertz)
                {
                    for (int k = 1; k <= 5; k++)
                    {
                        double tone = Math.Sin(2 * Math.PI * f * k * t) * Math.Exp(-3 * k * t) / k;
                        sound += tone;
                        side += k % 2 == 0 ? tone : -tone;
                    }
                }

                left[n] = (float)((0.1 * sound) + (0.02 * side) + (1e-3 * (dice.NextDouble() - 0.5)));
                right[n] = (float)((0.1 * sound) - (0.02 * side) + (1e-3 * (dice.NextDouble() - 0.5)));
            }

            writer.Write(left, right);
        }
    }

    private static bool Flac(string wav, string flac)
    {
        try
        {
            using Process process = Process.Start("flac", ["-s", "-5", "-f", "-o", flac, wav]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
