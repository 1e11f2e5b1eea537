using System.Buffers;
using LivePerformer.Core;
using LivePerformer.Music;
using Microsoft.Win32.SafeHandles;

namespace LivePerformer.Trainer;

/// <summary>A prepared recording, open to be read from anywhere.</summary>
/// <remarks>Any number of threads at once.</remarks>
public sealed class SoundPiece : IDisposable
{
    private readonly SafeFileHandle file;

    internal SoundPiece(SoundItem item)
    {
        Item = item;
        Notes = NoteTable.Read(item.NotesPath);
        double[] pedals = SoundFacts.Read(item.FactsPath).Pedals;
        Pedals = [.. pedals.Chunk(2).Select(span => new PedalSpan(span[0], span[1]))];
        (file, Samples) = MonoWave.Open(item.WavePath);
        if (Samples == item.Samples && Notes.Count == item.Notes) return;

        file.Dispose();
        throw new LivePerformerException($"'{item.WavePath}' is not the one that {SoundData.FileName} describes. Run prepare again.");
    }

    public SoundItem Item { get; }

    /// <summary>How many there are, at <see cref="SoundData.SampleRate"/>.</summary>
    public long Samples { get; }

    /// <summary>By onset, then pitch.</summary>
    public IReadOnlyList<TranscribedNote> Notes { get; }

    public IReadOnlyList<PedalSpan> Pedals { get; }

    /// <summary>Reads samples from a position on.</summary>
    /// <returns>How many there were; less than asked for only at the end.</returns>
    /// <exception cref="LivePerformerException">The file cannot be read any more.</exception>
    public int Read(long from, Span<float> mono)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        int count = (int)Math.Clamp(Samples - from, 0, mono.Length);
        MonoWave.Read(file, Item.WavePath, from, mono[..count]);
        return count;
    }

    /// <summary>Reads from a position on at another tuning: what lasts a second there lasts <paramref name="stretch"/> seconds here, and
    /// sounds lower where that is more.</summary>
    /// <returns>How many samples there were; less than asked for only at the end.</returns>
    public int Read(long from, double stretch, Span<float> mono)
    {
        if (stretch == 1) return Read(from, mono);

        int needed = (int)Math.Ceiling(mono.Length / stretch) + Retuning.Reach;
        long first = Math.Max(0, from - Retuning.Reach);
        float[] source = ArrayPool<float>.Shared.Rent((int)(from - first) + needed + 1);
        int read = Read(first, source.AsSpan(0, (int)(from - first) + needed + 1));
        int count = Math.Min(mono.Length, (int)Math.Max(0, Math.Ceiling((Samples - from) * stretch)));
        Retuning.Read(source.AsSpan(0, read), (int)(from - first), 1 / stretch, mono[..count]);
        ArrayPool<float>.Shared.Return(source);
        return count;
    }

    public void Dispose() => file.Dispose();
}
