namespace LivePerformer.Trainer;

/// <summary>A matrix in 8 bits: each row in blocks of 64 numbers, each block with a scale of its own, zero written as 128.</summary>
/// <remarks>The layout is that of ONNX Runtime's MatMulNBits: codes (rows, blocks, 64), the last block of a row filled up
/// with zeros; scales (rows, blocks), in half precision.</remarks>
public sealed class EightBitMatrix
{
    public const int Block = 64;

    /// <summary>What follows a weight's name where its codes are stored.</summary>
    public const string CodesSuffix = "/8bit";

    /// <summary>What follows a weight's name where its scales are stored.</summary>
    public const string ScalesSuffix = "/scale";

    private const int Zero = 128, Most = 127;

    private readonly int rows, columns;

    public EightBitMatrix(byte[] codes, float[] scales, int rows, int columns)
    {
        (Codes, Scales, this.rows, this.columns) = (codes, scales, rows, columns);
        if (scales.Length != rows * Blocks || codes.Length != scales.Length * Block)
            throw new ArgumentException($"{codes.Length} codes and {scales.Length} scales are no matrix of {rows} x {columns} in blocks of {Block}.");
    }

    public byte[] Codes { get; }

    public float[] Scales { get; }

    /// <summary>Blocks in a row.</summary>
    public int Blocks => (columns + Block - 1) / Block;

    /// <summary>Rounds each number to the nearest multiple of its block's scale, which makes the block's largest 127.</summary>
    /// <param name="values">(rows, columns).</param>
    public static EightBitMatrix Of(ReadOnlySpan<float> values, int rows, int columns)
    {
        int blocks = (columns + Block - 1) / Block;
        var (codes, scales) = (new byte[rows * blocks * Block], new float[rows * blocks]);
        Array.Fill(codes, (byte)Zero);
        for (int i = 0; i < scales.Length; i++)
        {
            int from = i % blocks * Block;
            ReadOnlySpan<float> block = values.Slice((i / blocks * columns) + from, Math.Min(Block, columns - from));
            float largest = 0;
            foreach (float value in block) largest = MathF.Max(largest, MathF.Abs(value));
            float scale = scales[i] = (float)(Half)(largest / Most);
            if (scale == 0) continue;

            for (int n = 0; n < block.Length; n++) codes[(i * Block) + n] = (byte)(Zero + Math.Clamp((int)MathF.Round(block[n] / scale), -Most, Most));
        }

        return new(codes, scales, rows, columns);
    }

    /// <summary>(rows, columns) numbers again.</summary>
    public float[] Values()
    {
        var values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            (int row, int column) = (i / columns, i % columns);
            values[i] = (Codes[(row * Blocks * Block) + column] - Zero) * Scales[(row * Blocks) + (column / Block)];
        }

        return values;
    }
}
