using LivePerformer.Trainer;

namespace LivePerformer.Benchmarks;

/// <summary>What it costs one core to change a clip of sound for a transcriber that learns, step by step.</summary>
internal static class AugmentationBench
{
    private const int Seconds = 8, Clips = 40, Rounds = 5;

    public static void Run(string[] options)
    {
        AugmentationPlan nothing = new()
        {
            Untouched = 0, Room = 0, Equalizer = 0, Microphone = 0, Noise = 0, Hum = 0, Speech = 0, Compression = 0, Clipping = 0, Level = 0, Nobody = 0,
        };
        (string Name, AugmentationPlan Plan)[] plans =
        [
            ("as planned", new()), ("everything at once", new() { Untouched = 0, Nobody = 0, Room = 1, Equalizer = 1, Microphone = 1, Noise = 1, Hum = 1, Speech = 1, Compression = 1, Clipping = 1, Level = 1 }),
            ("room", nothing with { Room = 1 }), ("equalizer", nothing with { Equalizer = 1 }), ("microphone", nothing with { Microphone = 1 }),
            ("noise", nothing with { Noise = 1 }), ("hum", nothing with { Hum = 1 }), ("speech", nothing with { Speech = 1 }), ("compression", nothing with { Compression = 1 }),
        ];
        float[] sound = Sound(), clip = new float[sound.Length];
        foreach ((_, AugmentationPlan plan) in plans) Change(plan);     // the compiler has its fill
        TimeSpan[] times = Median.OfEach(Rounds, [.. plans.Select(each => (Action)(() => Change(each.Plan)))]);

        Console.WriteLine($"Clips of {Seconds} s at {SoundData.SampleRate} Hz, one thread; medians of {Rounds}, taking turns");
        Console.WriteLine("| what | ms a clip | times real time |");
        Console.WriteLine("|---|---|---|");
        for (int i = 0; i < plans.Length; i++)
            Console.WriteLine($"| {plans[i].Name} | {times[i].TotalMilliseconds / Clips:F2} | {Clips * Seconds / times[i].TotalSeconds:F0} |");

        void Change(AugmentationPlan plan)
        {
            var augmenter = new Augmenter(plan);
            for (int seed = 0; seed < Clips; seed++)
            {
                sound.CopyTo(clip, 0);
                augmenter.Apply(clip, new Random(seed));
            }
        }
    }

    private static float[] Sound()
    {
        float[] sound = new float[Seconds * SoundData.SampleRate];
        for (int note = 0; note < 10 * Seconds; note++)
        {
            double hertz = 110 * Math.Pow(2, note * 7 % 36 / 12.0);
            int at = note * SoundData.SampleRate / 10;
            for (int i = at; i < sound.Length; i++) sound[i] += (float)(0.1 * Math.Sin(2 * Math.PI * hertz * (i - at) / SoundData.SampleRate) * Math.Exp(-3.0 * (i - at) / SoundData.SampleRate));
        }

        return sound;
    }
}
