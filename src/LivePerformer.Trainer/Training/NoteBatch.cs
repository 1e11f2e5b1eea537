using LivePerformer.Core;
using LivePerformer.Music;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>What a <see cref="NoteTransformer"/> reads in one step.</summary>
/// <param name="Pitch">(B, T) pitch of each row's note, or <see cref="NoteFeatures.NoPitch"/>.</param>
/// <param name="Touch">(B, T) its velocity bin.</param>
/// <param name="Gap">(B, T) class of the time since the note before.</param>
/// <param name="Keys">(B, T, 256) the keys that sound as it begins.</param>
/// <param name="Cosine">(B, H, T, D / 2) of its place.</param>
/// <param name="Sine">(B, H, T, D / 2).</param>
/// <param name="Row">(N) the row, counted through all windows, of the last note before each token's successor.</param>
/// <param name="Token">(N) tokens.</param>
/// <param name="Bin">(N) the velocity bin that holds after each.</param>
/// <param name="Since">(N) class of the time since the last note.</param>
/// <param name="Keyboard">(N, 256) the keys that sound after each.</param>
/// <param name="Target">(N) the token that follows each, or <see cref="Batch.Nothing"/> in what only fills up.</param>
public sealed record NoteTensors(Tensor Pitch, Tensor Touch, Tensor Gap, Tensor Keys, Tensor Cosine, Tensor Sine,
    Tensor Row, Tensor Token, Tensor Bin, Tensor Since, Tensor Keyboard, Tensor Target);

/// <summary>Some windows of T rows (notes) of pieces, with all tokens that belong to them, as flat arrays.</summary>
/// <remarks>A row's tokens are those from its note-on to the token before the next note-on; each guesses its successor.</remarks>
public sealed class NoteBatch(int windows, int length, int headWidth)
{
    private readonly Rotation rotation = new(headWidth);
    private readonly NoteFeatures features = new();
    private readonly long[] pitch = new long[windows * length], touch = new long[windows * length], gap = new long[windows * length];
    private readonly float[] keys = new float[windows * length * KeyFeatures.Width];
    private readonly float[] notes = new float[windows * length * headWidth], seconds = new float[windows * length * headWidth];
    private readonly int[] firstToken = new int[windows + 1];
    private long[] row = [], token = [], bin = [], since = [], target = [];
    private float[] keyboard = [];

    public int Windows => windows;

    public int Length => length;

    /// <summary>N: tokens that guess a successor.</summary>
    public int Scored { get; private set; }

    /// <summary>Fills one window; windows are filled in order.</summary>
    /// <param name="tokens">A piece.</param>
    /// <param name="firstRow">The window's first row in it; row 0 is the start, row n its n-th note.</param>
    /// <param name="from">Tokens of rows before this one are read and not scored: they were already.</param>
    public void Fill(int window, ReadOnlySpan<ushort> tokens, int firstRow, int from = 0)
    {
        int first = window * length, count = firstToken[window], last = firstRow + length - 1;
        pitch.AsSpan(first, length).Fill(NoteFeatures.NoPitch);
        touch.AsSpan(first, length).Fill(NoteFeatures.NoTouch);
        gap.AsSpan(first, length).Fill(NoteFeatures.Gaps - 1);
        keys.AsSpan(first * KeyFeatures.Width, length * KeyFeatures.Width).Clear();
        notes.AsSpan(first * headWidth, length * headWidth).Clear();
        seconds.AsSpan(first * headWidth, length * headWidth).Clear();
        features.Reset();
        if (firstRow == 0) WriteRow(first);
        for (int i = 0; i < tokens.Length - 1; i++)
        {
            bool begins = features.Advance(tokens[i]);
            if (features.Notes > last) break;
            if (features.Notes < firstRow) continue;

            int at = first + (int)(features.Notes - firstRow);
            if (begins) WriteRow(at);
            if (features.Notes < from) continue;

            if (count == token.Length) Grow();
            row[count] = at;
            token[count] = tokens[i];
            bin[count] = features.Touch;
            since[count] = features.Since;
            features.Keys.Write(keyboard.AsSpan(count * KeyFeatures.Width, KeyFeatures.Width));
            target[count] = tokens[i + 1];
            count++;
        }

        firstToken[window + 1] = count;
        Scored = count;
    }

    /// <summary>The tensors of some neighbouring windows.</summary>
    /// <param name="multiple">N is filled up to a multiple of this with tokens that guess nothing.</param>
    public NoteTensors Tensors(int first, int count, int heads, Device device, int multiple = 1)
    {
        int from = firstToken[first], tokens = firstToken[first + count] - from, rows = count * length, at = first * length, half = headWidth / 2;
        int filled = (tokens + multiple - 1) / multiple * multiple;
        Tensor Whole(long[] values) => tensor(values.AsSpan(at, rows).ToArray(), [count, length], device: device);
        Tensor Each(long[] values, long filler = 0) => tensor(Filled(values, 1, filler), device: device);
        T[] Filled<T>(T[] values, int width, T filler)
        {
            var all = new T[filled * width];
            values.AsSpan(from * width, tokens * width).CopyTo(all);
            all.AsSpan(tokens * width).Fill(filler);
            return all;
        }

        Tensor Turns(float[] values) => tensor(values.AsSpan(at * headWidth, rows * headWidth).ToArray(), [count, 1, length, headWidth], device: device)
            .expand(-1, heads / 2, -1, -1);
        var turns = cat([Turns(notes), Turns(seconds)], 1);                                     // (B, H, T, D)
        return new NoteTensors(Whole(pitch), Whole(touch), Whole(gap),
            tensor(keys.AsSpan(at * KeyFeatures.Width, rows * KeyFeatures.Width).ToArray(), [count, length, KeyFeatures.Width], device: device),
            turns.narrow(-1, 0, half).contiguous(), turns.narrow(-1, half, half).contiguous(),
            tensor([.. Filled(row, 1, at).Select(r => r - at)], device: device), Each(token), Each(bin), Each(since),
            tensor(Filled(keyboard, KeyFeatures.Width, 0), [filled, KeyFeatures.Width], device: device), Each(target, Batch.Nothing));
    }

    private void WriteRow(int at)
    {
        pitch[at] = features.Pitch;
        touch[at] = features.Touch;
        gap[at] = features.Gap;
        features.Keys.Write(keys.AsSpan(at * KeyFeatures.Width, KeyFeatures.Width));
        rotation.Write(features.Notes, features.Seconds, notes.AsSpan(at * headWidth, headWidth), seconds.AsSpan(at * headWidth, headWidth));
    }

    private void Grow()
    {
        const int most = int.MaxValue / KeyFeatures.Width / 2;   // 4 million tokens, so that no size leaves the whole numbers
        if (token.Length == most) throw new LivePerformerException($"{windows} windows of {length} notes hold more than {most} tokens. Take a smaller --batch or --length.");

        int size = Math.Min(most, Math.Max(4096, 2 * token.Length));
        Array.Resize(ref row, size);
        Array.Resize(ref token, size);
        Array.Resize(ref bin, size);
        Array.Resize(ref since, size);
        Array.Resize(ref target, size);
        Array.Resize(ref keyboard, size * KeyFeatures.Width);
    }
}
