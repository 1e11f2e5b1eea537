using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>Makes a SoundFont of a folder with recordings of a piano's keys.</summary>
/// <remarks>
/// A key sounds the recording of the nearest key. Layers of touch share the velocities evenly, from the softest to the loudest, and
/// are brought to one level by a gain a layer, so that loudness follows velocity alone (40 log10(v / 127) dB, as SoundFonts do) while
/// the timbre is the layer's. A recording begins a millisecond before its attack. Dampers fall as on a grand: slower in the bass, and not at all from
/// the 70th key upwards.
/// </remarks>
internal static class SampledPiano
{
    /// <summary>Frames per second of the recordings in the font.</summary>
    public const int SampleRate = 32_000;

    private const double LevelSeconds = 0.5, LongestFade = 1;
    private const int Millisecond = SampleRate / 1000;
    private const int FirstUndamped = 90;   // F#6; grands have dampers up to about there

    private sealed record Recording(PianoSample Sample, float[] Frames, double Decibels);

    /// <exception cref="LivePerformerException">The folder has no recordings of keys, or one of them cannot be read.</exception>
    public static SoundFont Load(string folder)
    {
        string name = new DirectoryInfo(folder).Name;
        using var stream = new MemoryStream();
        SoundFontWriter.Write(stream, name, Zones(folder));
        stream.Position = 0;
        return SoundFont.Read(stream, name);
    }

    /// <summary>The files that <see cref="Load"/> reads.</summary>
    public static IReadOnlyList<PianoSample> Samples(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file).ToLowerInvariant() is ".wav" or ".flac")
            .Order(StringComparer.Ordinal).Select(PianoSample.Of).OfType<PianoSample>(),
    ];

    private static FontZone[] Zones(string folder)
    {
        IReadOnlyList<PianoSample> samples = Samples(folder);
        if (samples.Count == 0)
            throw new LivePerformerException($"'{folder}' has no recording (.wav or .flac) whose name tells its key, such as 'A0v8' or 'LEVEL1 60'. Name a folder that has, or a .sf2 file.");

        Recording[][] layers = [.. samples.AsParallel().AsOrdered().Select(Read).GroupBy(recording => recording.Sample.Layer).OrderBy(layer => layer.Key)
            .Select(layer => layer.DistinctBy(recording => recording.Sample.Key).OrderBy(recording => recording.Sample.Key).ToArray())];
        double[] gains = [.. layers.Select(layer => Above(layers[^1], layer))];
        double loudest = layers.Zip(gains).Max(layer => layer.First.Max(recording => Peak(recording.Frames)) * Factor(layer.Second));
        return [.. layers.SelectMany((layer, i) => Zones(layer, Velocities(i, layers.Length), (float)(0.9 * Factor(gains[i]) / loudest)))];
    }

    private static IEnumerable<FontZone> Zones(Recording[] layer, (byte, byte) velocities, float gain)
    {
        for (int i = 0; i < layer.Length; i++)
        {
            Recording recording = layer[i];
            int low = i == 0 ? 0 : ((layer[i - 1].Sample.Key + recording.Sample.Key) / 2) + 1;
            int high = i == layer.Length - 1 ? 127 : (recording.Sample.Key + layer[i + 1].Sample.Key) / 2;
            float[] frames = [.. recording.Frames.Select(frame => frame * gain)];
            yield return new($"{recording.Sample.Key} {recording.Sample.Layer}", frames, SampleRate, (byte)recording.Sample.Key,
                ((byte)low, (byte)high), velocities, [(Generator.VolumeRelease, Timecents(ReleaseSeconds(recording.Sample.Key)))]);
        }
    }

    private static Recording Read(PianoSample sample)
    {
        float[] whole = SoundFile.ReadMono(sample.Path, SampleRate);
        int attack = Attack.Of(whole, SampleRate) ?? throw new LivePerformerException($"'{sample.Path}' is silent. Take it out of the folder, or copy it again.");
        float[] frames = whole[attack..];
        for (int i = 0; i < Math.Min(Millisecond, frames.Length); i++) frames[i] *= (float)i / Millisecond;
        int fade = (int)Math.Min(LongestFade * SampleRate, frames.Length / 4);
        for (int i = 0; i < fade; i++) frames[^(i + 1)] *= (float)i / fade;
        int counted = (int)Math.Min(LevelSeconds * SampleRate, frames.Length);
        return new(sample, frames, 10 * Math.Log10(Attack.Power(frames.AsSpan(0, counted)) + 1e-12));
    }

    /// <summary>By how many decibels one layer is louder than another, on the average of their keys.</summary>
    private static double Above(Recording[] layer, Recording[] other)
    {
        Dictionary<int, double> levels = other.ToDictionary(recording => recording.Sample.Key, recording => recording.Decibels);
        double[] differences = [.. layer.Where(recording => levels.ContainsKey(recording.Sample.Key))
            .Select(recording => recording.Decibels - levels[recording.Sample.Key])];
        return differences.Length > 0 ? differences.Average()
            : layer.Average(recording => recording.Decibels) - other.Average(recording => recording.Decibels);
    }

    private static (byte, byte) Velocities(int layer, int layers) =>
        ((byte)(1 + (127 * layer / layers)), (byte)(127 * (layer + 1) / layers));

    // For a fall of 100 dB, as SoundFonts count: from 1.2 s in the bass to 0.4 s under the last damper.
    private static double ReleaseSeconds(int key) => key >= FirstUndamped ? 10 : 1.2 - (0.8 * Math.Max(0, key - 21) / (FirstUndamped - 21));

    private static short Timecents(double seconds) => (short)Math.Round(1200 * Math.Log2(seconds));

    private static double Factor(double decibels) => Math.Pow(10, decibels / 20);

    private static float Peak(float[] frames) => frames.Length == 0 ? 0 : frames.Max(MathF.Abs);
}
