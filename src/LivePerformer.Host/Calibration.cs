using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.RealTime;

namespace LivePerformer.Host;

/// <param name="Notes">At each velocity.</param>
/// <param name="WithinMs">How long a note may take to come back.</param>
internal sealed record CalibrationOptions(string Output, string Input, string? Profile, int Notes, IReadOnlyList<int> Velocities, int Key, int WithinMs);

/// <summary>Measures how long an instrument takes from a message to its key, by the notes that it sends back.</summary>
/// <remarks>What is heard of a note through JACK is heard one block after it happened, so a block is taken off: two ports
/// connected directly have no delay, as indeed a listener there has none.</remarks>
internal sealed class Calibration(CalibrationOptions options)
{
    private const int HoldMs = 150, QuietMs = 1_000;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LivePerformerException">Something that the user can mend.</exception>
    public void Run()
    {
        if (options.Profile is not null) OutputFile.CheckWritable(options.Profile);
        using var stop = new StopSignal();
        using var device = new JackDevice(new JackOptions { ClientName = "LivePerformer-calibrate", Input = options.Input, Output = options.Output, ConnectAudio = false });
        LoopProbe probe = Probe(device.SampleRate);
        device.Start(probe);
        Console.WriteLine($"Sending {options.Notes * options.Velocities.Count} notes to '{options.Output}', listening on '{options.Input}'. Ctrl-C stops.");
        while (!probe.IsDone && !stop.Wait(Round))
        {
            if (device.Fault is DeviceFault fault) throw new LivePerformerException($"The device '{device.Name}' was lost ({fault}). Start it again, then calibrate again.");
        }

        device.Stop();
        if (!probe.IsDone) throw new LivePerformerException($"Stopped after {probe.Done} notes; nothing was written.");

        LatencyFile file = Measure(probe.Echoes, probe.Strays, device.SampleRate, device.BlockFrames, options) with { Microphone = MicrophoneBefore() };
        Print(file, probe.Echoes, device);
        if (options.Profile is null) return;

        OutputFile.Replace(options.Profile, file.Write);
        Console.WriteLine($"Wrote {options.Profile}. Play with it: perform --latency {options.Profile}, or \"time\": {{ \"latency\": \"{options.Profile}\" }} in a preset.");
    }

    /// <summary>What the echoes say; soft and loud notes take turns, so that a piano that warms up does not look like touch.</summary>
    internal static LatencyFile Measure(IReadOnlyList<Echo> echoes, int strays, int sampleRate, int blockFrames, CalibrationOptions options)
    {
        int heard = echoes.Count(e => e.IsHeard);
        if (heard == 0)
        {
            throw new LivePerformerException($"None of {echoes.Count} notes came back from '{options.Input}'. Let it send what it receives from "
                + $"'{options.Output}' (a cable, the instrument's MIDI out, its local echo), or allow more time with --within.");
        }

        if (strays > 0) throw new LivePerformerException($"{strays} notes came in that were not sent. Let nobody play on '{options.Input}' while it is measured, and connect it once.");
        if (heard < 0.9 * echoes.Count) throw new LivePerformerException($"Only {heard} of {echoes.Count} notes came back. Allow more time with --within, or leave out soft notes with --velocities.");

        double[] all = [.. echoes.Where(e => e.IsHeard).Select(e => Ms(e.Struck))];
        double[] releases = [.. echoes.Where(e => e.Released >= 0).Select(e => Ms(e.Released - blockFrames))];
        double usual = Percentiles.Of(all, 0.5)!.Value;
        return new LatencyFile
        {
            Device = options.Output,
            RoundTripMs = usual,
            Strikes = [.. echoes.Where(e => e.IsHeard).GroupBy(e => e.Velocity).OrderBy(g => g.Key).Select(g =>
            {
                double[] delays = [.. g.Select(e => Ms(e.Struck - blockFrames))];
                return new LatencyFile.Strike(g.Key, Percentiles.Of(delays, 0.5)!.Value, Spread(delays));
            })],
            ReleaseMs = Percentiles.Of(releases, 0.5) ?? usual - Ms(blockFrames),
        };

        double Ms(long frames) => Math.Round(1e3 * frames / sampleRate, 3);
    }

    /// <summary>What the file says of a microphone stays there.</summary>
    private MicrophoneProfile? MicrophoneBefore() => options.Profile is { } path && File.Exists(path) ? LatencyFile.ReadAll(path).Microphone : null;

    private static double Spread(double[] values) => Math.Round(Percentiles.Of(values, 0.95)!.Value - Percentiles.Of(values, 0.05)!.Value, 3);

    private LoopProbe Probe(int sampleRate)
    {
        byte[] velocities = [.. Enumerable.Range(0, options.Notes).SelectMany(_ => options.Velocities).Select(v => (byte)v)];
        return new LoopProbe(velocities, new Pitch(options.Key), Frames(HoldMs), Frames(HoldMs + options.WithinMs), Frames(QuietMs));

        long Frames(int ms) => (long)ms * sampleRate / 1_000;
    }

    private static void Print(LatencyFile file, IReadOnlyList<Echo> echoes, JackDevice device)
    {
        long[] trips = [.. echoes.Where(e => e.IsHeard).Select(e => e.Struck).Order()];
        Console.WriteLine($"{trips.Length} of {echoes.Count} notes came back: round trip {file.RoundTripMs:0.00} ms in the median ({trips[trips.Length / 2]} frames; {trips[0]} to {trips[^1]}), of which the way back takes a block of {device.BlockFrames}.");
        foreach (LatencyFile.Strike strike in file.Strikes) Console.WriteLine($"  velocity {strike.Velocity,3}: {strike.Ms,7:0.00} ms, spread {strike.SpreadMs:0.00} ms");
        Console.WriteLine($"  key up      : {file.ReleaseMs,7:0.00} ms");
    }
}
