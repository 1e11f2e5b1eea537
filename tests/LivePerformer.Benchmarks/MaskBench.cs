using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Host;
using LivePerformer.Music;
using LivePerformer.RealTime;
using LivePerformer.Synth;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>What the AI's own sound, through the loudspeakers into the microphone, does to what is heard of the human.</summary>
/// <remarks>
/// The human is a MIDI file, rendered by a piano; the AI is another, planned as the AI's and played by the built-in piano through
/// the callback. The microphone hears the human, and the callback's sound 1,000 frames later, so much softer than the human.
/// What is heard of the human alone is the reference, so that what the transcriber misses by itself does not count: false is what
/// is heard beside it, lost is what is not heard any more (same key, 50 ms).
/// </remarks>
internal static class MaskBench
{
    private const int SampleRate = 48_000, Way = 1_000;
    private const byte Input = 1;
    private const double Tolerance = 0.05;

    private static readonly double[] Levels = [-6, -12, -20];       // decibels, of the AI against the human

    public static void Run(string[] args)
    {
        if (args.Length < 3)
        {
            Console.WriteLine("mask MODEL HUMAN.mid AI.mid [human's piano.sf2] [seconds]");
            return;
        }

        string shipped = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");
        string piano = args.Length > 3 && args[3].EndsWith(".sf2", StringComparison.OrdinalIgnoreCase) ? args[3] : shipped;
        double seconds = args.Length > 3 && double.TryParse(args[^1], CultureInfo.InvariantCulture, out double given) ? given : 60;
        (long Frame, MidiMessage Message)[] human = Played(args[1], seconds), ai = Played(args[2], seconds);
        Transcribers.Loaded model = Transcribers.Load(new Installation(Repo.Root), args[0]);
        float[] played = Render(human, piano, seconds);
        double level = Effective(played) / Effective(Render(ai, shipped, seconds));
        Console.WriteLine($"{human.Count(e => e.Message.IsNoteOn)} notes of the human, {ai.Count(e => e.Message.IsNoteOn)} of the AI in {seconds:0} s, transcriber {model.Name}");
        (long Frame, byte Pitch)[] alone = Hear(model, played, [], 0, shipped, hides: false).Heard;
        Console.WriteLine($"of the human alone {alone.Length} notes are heard");
        Console.WriteLine($"{"AI against human",-18}{"mask",-12}{"heard",8}{"false",8}{"lost",8}{"masked",8}");
        foreach (double decibels in Levels)
        {
            float gain = (float)(level * Math.Pow(10, decibels / 20));
            foreach (bool hides in new[] { false, true })
            {
                (var heard, long masked) = Hear(model, played, ai, gain, shipped, hides);
                (int wrong, int lost) = Compare(heard, alone);
                Console.WriteLine($"{decibels + " dB",-18}{(hides ? "5 to 60 ms" : "none"),-12}{heard.Length,8}{wrong,8}{lost,8}{masked,8}");
            }
        }

        model.Model.Dispose();
    }

    private static ((long Frame, byte Pitch)[] Heard, long Masked) Hear(Transcribers.Loaded model, float[] human, (long Frame, MidiMessage Message)[] ai, float gain, string piano, bool hides)
    {
        using var stage = new Stage();
        var device = new NullDevice(SampleRate);
        device.Microphone = new Room(human, device, gain);
        var setup = new StageSetup(stage) { First = new() { Piano = piano, Routes = [] } };
        using StageProcessor processor = setup.Build(SampleRate);
        device.Start(processor);
        using var listener = new Engine.Listener(stage, SampleRate, Input, model.Detect, MicrophoneProfile.None, hides);
        var heard = new List<(long, byte)>();
        for (int next = 0; device.Frame < human.Length + SampleRate;)
        {
            for (; next < ai.Length && ai[next].Frame < device.Frame + SampleRate; next++) stage.Due.TryWrite(DueEvent.At(ai[next].Frame, ai[next].Message, 0));
            device.Run();
            listener.Step();
            while (stage.Sent.TryRead(out _))
            {
                // nobody records
            }

            while (stage.Heard.TryRead(out HeardEvent e))
            {
                if (e.Port == Input && e.Message.IsNoteOn) heard.Add((e.Frame, e.Message.Data1));
            }
        }

        return ([.. heard], listener.Meters.Masked);
    }

    private static (int Wrong, int Lost) Compare((long Frame, byte Pitch)[] heard, (long Frame, byte Pitch)[] alone)
    {
        var left = new List<(long Frame, byte Pitch)>(alone);
        int wrong = 0;
        foreach ((long frame, byte pitch) in heard)
        {
            int found = left.FindIndex(note => note.Pitch == pitch && Math.Abs(note.Frame - frame) <= Tolerance * SampleRate);
            if (found < 0) wrong++;
            else left.RemoveAt(found);
        }

        return (wrong, left.Count);
    }

    private static (long Frame, MidiMessage Message)[] Played(string path, double seconds) =>
    [
        .. HumanPart.Of(MidiFile.Read(path), path, Console.Error.WriteLine)
            .Where(timed => timed.Time.Seconds < seconds)
            .Select(timed => (timed.Time.ToFrame(SampleRate), timed.Message with { Status = timed.Message.Kind })),
    ];

    private static float[] Render((long Frame, MidiMessage Message)[] events, string piano, double seconds)
    {
        using SoundFont font = SoundFont.Load(piano);
        using var synth = new Synthesizer(font, SampleRate);
        float[] left = new float[(int)(seconds * SampleRate)], right = new float[left.Length];
        int at = 0;
        foreach ((long frame, MidiMessage message) in events.Append((left.Length, default)))
        {
            int until = (int)Math.Min(frame, left.Length);
            if (until > at) synth.Render(new AudioBlock(left.AsSpan(at, until - at), right.AsSpan(at, until - at), SampleRate, at));
            at = Math.Max(at, until);
            if (message != default) synth.Handle(message);
        }

        for (int i = 0; i < left.Length; i++) left[i] = (left[i] + right[i]) / 2;
        return left;
    }

    private static double Effective(float[] sound) => Math.Sqrt(sound.Sum(sample => sample * (double)sample) / sound.Length) + 1e-9;

    /// <summary>The human, and what the device played a little before.</summary>
    private sealed class Room(float[] human, NullDevice device, float gain) : ISoundSource
    {
        private readonly float[] air = new float[Way];
        private long at;

        public void Fill(Span<float> sound, long frame)
        {
            for (int i = 0; i < sound.Length; i++, at++)
            {
                ref float passing = ref air[at % Way];
                sound[i] = (at < human.Length ? human[at] : 0) + (gain * passing);
                passing = (device.Left[i] + device.Right[i]) / 2;
            }
        }
    }
}
