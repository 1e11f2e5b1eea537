using System.Collections.Concurrent;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Deals out clips of the training recordings, at places drawn by lot, in other rooms and at other microphones each time.</summary>
/// <remarks>Which clip is the n-th of a run depends on the seed and n alone, so that a run can go on anywhere.</remarks>
internal sealed class SoundClips : IDisposable
{
    private readonly ConcurrentDictionary<SoundItem, Lazy<SoundPiece>> open = new();
    private readonly SoundData data;
    private readonly SoundItem[] items;
    private readonly double[] until;         // seconds of all items up to and with each
    private readonly int seed;
    private readonly Augmenter augmenter;

    public SoundClips(SoundData data, IReadOnlyList<SoundItem> items, int seed, Augmenter augmenter)
    {
        (this.data, this.items, this.seed, this.augmenter) = (data, [.. items], seed, augmenter);
        double sum = 0;
        until = [.. items.Select(item => sum += item.Seconds)];
    }

    /// <summary>How many clips were dealt out.</summary>
    public sealed record Place(long Next);

    public double Seconds => until[^1];

    /// <summary>A recording, opened once.</summary>
    /// <remarks>Any thread.</remarks>
    public SoundPiece Open(SoundItem item) => open.GetOrAdd(item, new Lazy<SoundPiece>(() => data.Open(item))).Value;

    public void Dispose()
    {
        foreach (Lazy<SoundPiece> piece in open.Values.Where(piece => piece.IsValueCreated)) piece.Value.Dispose();
        open.Clear();
    }

    /// <summary>Reads the n-th clip into a row of a batch.</summary>
    public void Fill(SoundBatch batch, int row, long number, LogMel logMel, float[] samples)
    {
#pragma warning disable CA5394 // a seeded choice is what makes a run repeatable; nothing here is secret
        var dice = new Random(unchecked((int)Mix((ulong)(uint)seed, (ulong)number)));
        double at = dice.NextDouble() * Seconds;
        int index = Array.BinarySearch(until, at);
        SoundPiece piece = Open(items[Math.Min(index < 0 ? ~index : index, items.Length - 1)]);
        double stretch = augmenter.Stretch(dice);
        long start = (long)(dice.NextDouble() * Math.Max(0, piece.Samples - (batch.Samples / stretch)));
#pragma warning restore CA5394
        Span<float> clip = samples.AsSpan(0, batch.Samples);
        clip[piece.Read(start, stretch, clip)..].Clear();
        bool isPlayed = augmenter.Apply(clip, dice);
        batch.Fill(row, clip, logMel, piece, isPlayed, start / (double)batch.SampleRate, stretch);
    }

    // SplitMix64 (Steele 2014): neighbours have nothing in common.
    private static ulong Mix(ulong seed, ulong number)
    {
        ulong mixed = unchecked((seed * 0x9E3779B97F4A7C15) + (number * 0xD1B54A32D192ED03) + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }
}
