using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.RealTime;

namespace LivePerformer.Host;

/// <param name="Source">Part of a port's name; empty: the first input of the sound card.</param>
/// <param name="Profile">The file to write; what it holds already of an instrument is kept.</param>
/// <param name="Silence">Seconds in which nobody plays.</param>
/// <param name="Playing">Seconds in which single notes are played, soft and loud.</param>
/// <param name="Forte">Seconds in which the piano is played at its loudest; 0: it is not.</param>
/// <param name="Chirps">Whether the way from our loudspeakers is measured.</param>
internal sealed record MicrophoneCalibrationOptions(string Source, string? Profile, double Silence, double Playing, double Forte, bool Chirps);

/// <summary>Measures a microphone before a piano: how loud the room is, how loud soft and loud notes are, how the piano is
/// tuned, and how long our own sound takes to get there.</summary>
internal sealed class MicrophoneCalibration(MicrophoneCalibrationOptions options)
{
    private const int ChirpCount = 5;
    private const double BetweenChirps = 0.7, Settling = 0.5;       // seconds
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LivePerformerException">Something that the user can mend.</exception>
    public void Run()
    {
        string? sound = options.Profile is { } written && options.Forte > 0 ? Path.ChangeExtension(written, ".forte.wav") : null;
        foreach (string target in new[] { options.Profile, sound }.OfType<string>()) OutputFile.CheckWritable(target);
        LatencyFile before = options.Profile is { } path && File.Exists(path) ? LatencyFile.ReadAll(path) : new LatencyFile();
        using var stop = new StopSignal();
        using var device = new JackDevice(new JackOptions
        {
            ClientName = "LivePerformer-calibrate",
            Microphone = options.Source.Length == 0 ? [] : [options.Source],
        });
        int rate = device.SampleRate;
        var plan = new Plan(options, rate);
        var probe = new SoundProbe(plan.Sound(MicrophoneMeasurement.Chirp(rate)));
        device.Start(probe);
        int told = 0;
        while (!probe.IsDone && !stop.Wait(Round))
        {
            foreach (DeviceNews news in device.Watch()) Console.WriteLine(news.Text);
            if (device.Fault is DeviceFault fault) throw new LivePerformerException($"The device '{device.Name}' was lost ({fault}). Start it again, then calibrate again.");
            for (; told < plan.Steps.Count && plan.Steps[told].Frame <= probe.Done; told++) Console.WriteLine(plan.Steps[told].Text);
        }

        device.Stop();
        if (!probe.IsDone) throw new LivePerformerException($"Stopped after {probe.Done / rate} s; nothing was written.");

        MicrophoneProfile found = Measure(probe.Heard.Span, plan, rate);
        Print(found, rate);
        ReadOnlySpan<float> forte = probe.Heard.Span[plan.Forte];
        if (options.Forte > 0 && !MicrophoneMeasurement.IsForte(forte, found.LoudDb!.Value))
        {
            Console.WriteLine("What you played as loud as you ever will is softer than your single notes, and is left out. Calibrate again, and play it louder.");
            sound = null;
        }

        if (options.Profile is null) return;

        if (sound is not null) WriteForte(sound, forte, rate);
        LatencyFile file = before with { Microphone = found with { Forte = Path.GetFileName(sound) } };
        OutputFile.Replace(options.Profile, file.Write);
        Console.WriteLine($"Wrote {options.Profile}{(sound is null ? "" : $" and {sound}, which belongs to it")}. Play with it: perform --microphone --latency {options.Profile}");
    }

    private MicrophoneProfile Measure(ReadOnlySpan<float> heard, Plan plan, int rate)
    {
        if (heard.IndexOfAnyExcept(0f) < 0)
        {
            throw new LivePerformerException("Nothing at all came from the microphone. Connect one with LivePerformer:in_mic, name its port (LivePerformer devices lists them), "
                + "and look whether it is switched on.");
        }

        double noise = MicrophoneMeasurement.Noise(heard[plan.Silence], rate);
        ReadOnlySpan<float> playing = heard[plan.Playing];
        (double soft, double loud, int strikes) = MicrophoneMeasurement.Strikes(playing, rate, noise);
        double? tuning = MicrophoneMeasurement.Tuning(playing, rate);
        Console.WriteLine($"{strikes} notes were heard.");
        if (loud > -0.5) Console.WriteLine("The loudest clip: turn the microphone's gain down by 6 dB or more, then calibrate again.");
        if (tuning is null) Console.WriteLine("The piano's tuning could not be found: its tones do not agree. It is taken for A = 440 Hz.");
        return new()
        {
            Source = options.Source,
            NoiseDb = Math.Round(noise, 1),
            SoftDb = Math.Round(Math.Min(soft, 0), 1),
            LoudDb = Math.Round(Math.Min(loud, 0), 1),
            TuningCents = tuning ?? 0,
            LoopMs = LoopOf(heard, plan, rate),
        };
    }

    // An older one stays until this one is whole.
    private static void WriteForte(string path, ReadOnlySpan<float> sound, int rate)
    {
        string beside = path + ".part";
        try
        {
            using (var file = WavWriter.Create(beside, rate)) file.Write(sound, sound);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(path, error);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static double? LoopOf(ReadOnlySpan<float> heard, Plan plan, int rate)
    {
        float[] chirp = MicrophoneMeasurement.Chirp(rate);
        var found = new List<double>();
        foreach (int at in plan.Chirps)
        {
            if (MicrophoneMeasurement.Loop(heard[at..(at + (int)(BetweenChirps * rate))], chirp, rate) is int frames) found.Add(frames);
        }

        // what agrees with hardly any other was not ours
        double? middle = Percentiles.Of([.. found], 0.5);
        double near = 0.002 * rate;
        return middle is double loop && found.Count(frames => Math.Abs(frames - loop) <= near) > ChirpCount / 2 ? Math.Round(1e3 * loop / rate, 2) : null;
    }

    private void Print(MicrophoneProfile profile, int rate)
    {
        Console.WriteLine($"  room        : {profile.NoiseDb,6:0.0} dB, and {(profile.Gate() is var (open, _) ? $"sound is let through from {MicrophoneProfile.Decibels(open):0.0} dB on" : "everything is let through")}");
        Console.WriteLine($"  soft notes  : {profile.SoftDb,6:0.0} dB at their peak");
        Console.WriteLine($"  loud notes  : {profile.LoudDb,6:0.0} dB at their peak, and all is made {MicrophoneProfile.Decibels(profile.Gain()):+0.0;-0.0;0.0} dB louder");
        Console.WriteLine($"  tuning      : {profile.TuningCents,6:+0.0;-0.0;0.0} cents against A = 440 Hz, heard as {profile.TunedRate(rate)} samples a second");
        if (options.Chirps)
            Console.WriteLine(profile.LoopMs is double ms ? $"  our own sound: {ms:0.00} ms from leaving to the microphone" : "  our own sound: not heard by the microphone; 5 to 60 ms are taken for the way");
    }

    /// <summary>What happens when, in frames.</summary>
    private sealed class Plan
    {
        private readonly int length;

        public Plan(MicrophoneCalibrationOptions options, int rate)
        {
            int at = (int)(Settling * rate);
            var steps = new List<(int, string)> { (0, $"Be silent for {options.Silence:0.#} s.") };
            Silence = at..(at += (int)(options.Silence * rate));
            if (options.Chirps)
            {
                steps.Add((at, $"Be silent: LivePerformer chirps {ChirpCount} times through your loudspeakers."));
                int each = (int)(BetweenChirps * rate);
                Chirps = [.. Enumerable.Range(0, ChirpCount).Select(i => at + (i * each))];
                at += ChirpCount * each;
            }

            steps.Add((at, $"Play for {options.Playing:0.#} s: single notes with pauses, all over the keyboard, from the softest to the loudest."));
            Playing = at..(at += (int)(options.Playing * rate));
            if (options.Forte > 0)
            {
                steps.Add((at, $"Play for {options.Forte:0.#} s as loud as you ever will, with both hands: so what is soft is known to be soft."));
            }

            Forte = at..(length = at + (int)(options.Forte * rate));
            Steps = steps;
        }

        public Range Silence { get; }

        public Range Playing { get; }

        public Range Forte { get; }

        public IReadOnlyList<int> Chirps { get; } = [];

        public List<(int Frame, string Text)> Steps { get; }

        public float[] Sound(float[] chirp)
        {
            var sound = new float[length];
            foreach (int at in Chirps) chirp.CopyTo(sound, at);
            return sound;
        }
    }
}
