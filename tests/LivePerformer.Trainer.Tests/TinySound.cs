using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

/// <summary>A few seconds of decaying tones with the notes that they are, prepared for training.</summary>
internal sealed class TinySound : IDisposable
{
    private const int SampleRate = SoundData.SampleRate;

    private static readonly int[] Pitches = [55, 60, 64, 71];   // few: what is heard in one piece can be learned from the others

    public TinySound()
    {
        Root = Directory.CreateTempSubdirectory("liveperformer-sound-").FullName;
        string source = Directory.CreateDirectory(Path.Combine(Root, "source")).FullName;
        // Pieces are dealt out to the splits by their names: of so many, some validate.
        for (int piece = 0; piece < 6; piece++) Record(Path.Combine(source, $"MAPS_MUS-piece{piece}_Tones"), seed: piece);
        SoundPreparation.Run(PairedRecordings.Source(source, seed: 1), Data, threads: 1);
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    public string Run => Path.Combine(Root, "run");

    public static TrainingPlan Plan => TrainingPlan.For("transcriber") with
    {
        Channels = 2, Embedding = 16, Inner = 12, Hidden = 16, Batch = 4, Length = 64, Threads = 1, Minutes = null, Epochs = 1000, ValidateEvery = 1000, SaveEvery = 1000, WarmUp = 1,
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Record(string path, int seed)
    {
        var dice = new Random(seed);
        var sound = new float[4 * SampleRate];
        var lines = new List<string> { "# onset,offset,note,velocity" };
        for (double onset = 0.2; onset < 3.5; onset += 0.12 + (0.2 * dice.NextDouble()))
        {
            int pitch = Pitches[dice.Next(Pitches.Length)], velocity = dice.Next(30, 120);
            double length = 0.2 + (0.5 * dice.NextDouble());
            for (int i = 0; i < length * SampleRate && (int)(onset * SampleRate) + i < sound.Length; i++)
            {
                double t = i / (double)SampleRate, phase = 2 * Math.PI * 440 * Math.Pow(2, (pitch - 69) / 12.0) * t;
                sound[(int)(onset * SampleRate) + i] += (float)(velocity / 600.0 * Math.Exp(-4 * t) * (Math.Sin(phase) + (0.5 * Math.Sin(2 * phase))));
            }

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{onset:F6}\t{Math.Min(4, onset + length):F6}\t{pitch:F6}\t{velocity:F6}"));
        }

        using (WavWriter wav = WavWriter.Create(path + ".wav", SampleRate)) wav.Write(sound, sound);
        File.WriteAllLines(path + ".tsv", lines);
    }
}
