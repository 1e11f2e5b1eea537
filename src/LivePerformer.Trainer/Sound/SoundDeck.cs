using System.Collections.Concurrent;

namespace LivePerformer.Trainer;

/// <summary>Recordings that are drawn by lot, the longer the oftener, and stay open.</summary>
/// <remarks>Any number of threads at once.</remarks>
internal sealed class SoundDeck : IDisposable
{
    private readonly ConcurrentDictionary<SoundItem, Lazy<SoundPiece>> open = new();
    private readonly SoundData data;
    private readonly SoundItem[] items;
    private readonly double[] until;         // seconds of all items up to and with each

    /// <param name="items">One at least, none of them empty.</param>
    public SoundDeck(SoundData data, IReadOnlyList<SoundItem> items)
    {
        (this.data, this.items) = (data, [.. items]);
        double sum = 0;
        until = [.. items.Select(item => sum += item.Seconds)];
    }

    public double Seconds => until[^1];

    public SoundPiece Draw(Random dice)
    {
        double at = dice.NextDouble() * Seconds;
        int index = Array.BinarySearch(until, at);
        return Open(items[Math.Min(index < 0 ? ~index : index, items.Length - 1)]);
    }

    /// <summary>A recording of the data, opened once.</summary>
    public SoundPiece Open(SoundItem item) => open.GetOrAdd(item, new Lazy<SoundPiece>(() => data.Open(item))).Value;

    public void Dispose()
    {
        foreach (Lazy<SoundPiece> piece in open.Values.Where(piece => piece.IsValueCreated)) piece.Value.Dispose();
        open.Clear();
    }
}
