using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

/// <summary>A folder of recordings of a piano that was never built: partials that die away, one key in five, a few layers of touch,
/// silence of different length before each.</summary>
internal sealed class SamplePiano : IDisposable
{
    public const int Rate = 44_100;
    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-piano-").FullName;

    public SamplePiano(string name = "tiny", int layers = 2, double seconds = 1.5, int step = 9)
    {
        Folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        for (int layer = 1; layer <= layers; layer++)
        {
            for (int key = 24; key <= 105; key += step) Write(Path.Combine(Folder, $"{name.ToUpperInvariant()} LEVEL{layer} CLOSE {key}.wav"), key, layer, layers, seconds);
        }
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(root, recursive: true);

    // Soft layers are 12 dB softer each and have fewer partials.
    private static void Write(string path, int key, int layer, int layers, double seconds)
    {
        int silence = Rate * (3 + (key % 7) + layer) / 1000;
        float[] sound = new float[silence + (int)(seconds * Rate)];
        double level = 0.4 * Math.Pow(10, -12.0 * (layers - layer) / 20);
        for (int n = 1; n <= 2 + (2 * layer); n++)
        {
            double hertz = n * Heard.Hertz(key);
            if (hertz > 0.45 * Rate) break;
            for (int i = silence; i < sound.Length; i++)
                sound[i] += (float)(level / n * Math.Sin(2 * Math.PI * hertz * (i - silence) / Rate) * Math.Exp(-3.0 * (i - silence) / Rate));
        }

        using WavWriter writer = WavWriter.Create(path, Rate, WavFormat.Float32);
        writer.Write(sound, sound);
    }
}
