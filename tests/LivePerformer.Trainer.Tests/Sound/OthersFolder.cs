using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

/// <summary>A folder of recordings without a piano: short hisses of a speaker, a long one of a crowd.</summary>
internal sealed class OthersFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("liveperformer-others-").FullName;

    public string Speech => Directory.CreateDirectory(Path.Combine(Root, "speech")).FullName;

    public string Crowd => Directory.CreateDirectory(Path.Combine(Root, "crowd")).FullName;

    public string Out => Path.Combine(Root, "sound");

    /// <summary>So many recordings of a second and more.</summary>
    public OthersFolder WithSpeech(int count, int rate = 22_050)
    {
        for (int i = 0; i < count; i++)
        {
            var dice = new Random(i);
            Write(Path.Combine(Speech, $"phrase {i}.wav"), rate, [.. Enumerable.Range(0, rate + (i * rate / 10)).Select(_ => 0.1f * ((2 * dice.NextSingle()) - 1))]);
        }

        return this;
    }

    /// <summary>250 s of silence with claps at some seconds.</summary>
    public OthersFolder WithClaps(params double[] seconds)
    {
        const int rate = 8000;
        float[] sound = new float[250 * rate];
        foreach (double second in seconds) sound[(int)(second * rate)] = 0.5f;
        Write(Path.Combine(Crowd, "claps.wav"), rate, sound);
        return this;
    }

    public SoundData Prepare(int seed = 1) => Prepare(Out, seed);

    public SoundData Prepare(string output, int seed = 1) => SoundPreparation.Run(Source(seed), output, 2, stop: TestContext.Current.CancellationToken);

    public SoundSource Source(int seed = 1) => OtherRecordings.Source([.. Directory.GetDirectories(Root).Where(folder => folder != Out).Order(StringComparer.Ordinal)], seed);

    public static void Write(string path, int rate, float[] sound)
    {
        using WavWriter writer = WavWriter.Create(path, rate);
        writer.Write(sound, sound);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
