namespace LivePerformer.Inference;

/// <summary>What attention remembers of the last notes, written in place, round and round.</summary>
/// <remarks>
/// C slots; the row at position p lies in slot p mod C, its key already turned to its place, so that the order of slots
/// means nothing. A row looks back on W positions, itself included; the other C - W slots are slack: so many rows can be
/// taken back and what they pushed out of the window is still there. Going back further shortens what is remembered,
/// and nothing else. Single thread; does not allocate.
/// L = layers, H = heads, D = numbers in a head.
/// </remarks>
internal sealed class KvCache
{
    private const long Empty = -1;
    private const float Unseen = -1e9f;   // in place of a logit: softmax makes it nothing

    private readonly int window, heads, width;
    private readonly long[] positions;

    public KvCache(int layers, int heads, int width, int slots, int window, ArrayLoan loan)
    {
        (this.window, this.heads, this.width) = (window, heads, width);
        positions = new long[slots];
        Array.Fill(positions, Empty);
        Keys = [.. Enumerable.Range(0, layers).Select(_ => loan.Take<float>(heads * width * slots))];
        Values = [.. Enumerable.Range(0, layers).Select(_ => loan.Take<float>(heads * slots * width))];
    }

    public int Slots => positions.Length;

    /// <summary>For each layer (H, D, C).</summary>
    public float[][] Keys { get; }

    /// <summary>For each layer (H, C, D).</summary>
    public float[][] Values { get; }

    /// <summary>The position of the next row.</summary>
    public long Next { get; private set; }

    /// <summary>Rows that the next one can look back on.</summary>
    public int Remembered => positions.Count(position => position != Empty && position > Next - window);

    /// <summary>Writes the mask of <paramref name="rows"/> new rows: (R, C + R), 0 where a row may look.</summary>
    public void Mask(Span<float> mask, int rows)
    {
        int slots = positions.Length, across = slots + rows;
        for (int row = 0; row < rows; row++)
        {
            Span<float> line = mask.Slice(row * across, across);
            long oldest = Next + row - window + 1;
            for (int slot = 0; slot < slots; slot++) line[slot] = positions[slot] >= oldest && positions[slot] != Empty ? 0 : Unseen;
            for (int other = 0; other < rows; other++) line[slots + other] = other <= row && Next + other >= oldest ? 0 : Unseen;
        }
    }

    /// <summary>Takes in the next row of every layer.</summary>
    /// <param name="keys">For each layer (R, H, D).</param>
    /// <param name="values">For each layer (R, H, D).</param>
    /// <param name="row">Which of the R.</param>
    public void Add(float[][] keys, float[][] values, int row)
    {
        int slots = positions.Length, slot = (int)(Next % slots), across = heads * width;
        for (int layer = 0; layer < keys.Length; layer++)
        {
            ReadOnlySpan<float> key = keys[layer].AsSpan(row * across, across), value = values[layer].AsSpan(row * across, across);
            float[] keyCache = Keys[layer], valueCache = Values[layer];
            for (int i = 0; i < across; i++) keyCache[(i * slots) + slot] = key[i];
            for (int head = 0; head < heads; head++)
                value.Slice(head * width, width).CopyTo(valueCache.AsSpan(((head * slots) + slot) * width, width));
        }

        positions[slot] = Next++;
    }

    /// <summary>Forgets the rows from <paramref name="position"/> on.</summary>
    public void GoBack(long position)
    {
        for (int slot = 0; slot < positions.Length; slot++)
        {
            if (positions[slot] >= position) positions[slot] = Empty;
        }

        Next = position;
    }
}
