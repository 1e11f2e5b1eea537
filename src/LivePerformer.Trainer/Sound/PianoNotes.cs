using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>Single notes of a piano, one key in three at each of its layers of touch: what variations are made of.</summary>
/// <remarks>Played by the synthesizer, so that any preset of any font has them. One channel at <see cref="SoundData.SampleRate"/>; each
/// begins a millisecond before its attack and ends where it has died away, or after 6.5 s in the bass, 2 s in the treble.</remarks>
internal sealed class PianoNotes
{
    private const int LowestKey = 21, HighestKey = 108, Step = 3, MiddleKey = 60;
    private const int MostLayers = 16;
    private const double LevelSeconds = 0.5, InaudibleDecibels = -80;

    private readonly float[][][] sounds;    // by layer and key
    private readonly double[][] levels;

    private PianoNotes(double[] velocities, int[] keys, float[][][] sounds)
    {
        Velocities = velocities;
        Keys = keys;
        this.sounds = sounds;
        levels = [.. sounds.Select(layer => layer.Select(LevelOf).ToArray())];
    }

    /// <summary>MIDI numbers, upwards.</summary>
    public IReadOnlyList<int> Keys { get; }

    /// <summary>The middle of each layer's velocities, upwards.</summary>
    public IReadOnlyList<double> Velocities { get; }

    /// <param name="row">Of <see cref="Keys"/>.</param>
    public ReadOnlySpan<float> Sound(int layer, int row) => sounds[layer][row];

    /// <summary>Root of the mean square of the first half second.</summary>
    public double Level(int layer, int row) => levels[layer][row];

    /// <exception cref="LivePerformerException">No key of the piano makes a sound.</exception>
    public static PianoNotes Of(Piano piano, CancellationToken stop = default)
    {
        double[] velocities = Layers(piano.Font.Find(piano.Bank, piano.Program));
        int[] keys = [.. Enumerable.Range(0, ((HighestKey - LowestKey) / Step) + 1).Select(i => LowestKey + (i * Step))];
        float[]?[][] sounds = [.. velocities.Select(_ => new float[]?[keys.Length])];
        Parallel.For(0, velocities.Length * keys.Length, new ParallelOptions { CancellationToken = stop }, i =>
            sounds[i / keys.Length][i % keys.Length] = Play(piano, keys[i % keys.Length], velocities[i / keys.Length], stop));

        int[] sounding = [.. Enumerable.Range(0, keys.Length).Where(row => sounds.All(layer => layer[row] is not null))];
        return sounding.Length > 0 ? new(velocities, [.. sounding.Select(row => keys[row])], [.. sounds.Select(layer => sounding.Select(row => layer[row]!).ToArray())])
            : throw new LivePerformerException($"The piano '{piano.Name}' makes no sound, and so it has no variations. Name another one.");
    }

    // A piano of one layer was recorded at a firm touch, whatever its velocities.
    private static double[] Layers(Preset preset)
    {
        const double firm = 100;
        var middles = new SortedSet<double>();
        foreach (Region region in preset.Regions)
        {
            if (region.LowestKey <= MiddleKey && region.HighestKey >= MiddleKey) middles.Add((Math.Max(1, (int)region.LowestVelocity) + region.HighestVelocity) / 2.0);
        }

        if (middles.Count < 2) return [firm];

        double[] all = [.. middles];
        int count = Math.Min(all.Length, MostLayers);
        return [.. Enumerable.Range(0, count).Select(i => all[i * (all.Length - 1) / (count - 1)])];
    }

    // Null: the piano has no such key.
    private static float[]? Play(Piano piano, int key, double velocity, CancellationToken stop)
    {
        double seconds = 6.5 - (4.5 * (key - LowestKey) / (HighestKey - LowestKey));
        var struck = new PerformanceEvent(new NoteEvent(TimePoint.Zero, new Pitch(key), (byte)velocity));
        float[] sound = PerformanceRenderer.Render(piano, PlayedExcerpt.Of([struck], 0, seconds), 0, 0.5f, stop);
        if (Attack.Of(sound.AsSpan(0, SoundData.SampleRate / 2), SoundData.SampleRate) is not { } attack) return null;

        float inaudible = sound.Max(MathF.Abs) * (float)Math.Pow(10, InaudibleDecibels / 20);
        return sound[attack..(Array.FindLastIndex(sound, sample => MathF.Abs(sample) > inaudible) + 1)];
    }

    private static double LevelOf(float[] sound) => Math.Sqrt(Attack.Power(sound.AsSpan(0, Math.Min(sound.Length, (int)(LevelSeconds * SoundData.SampleRate)))));
}
