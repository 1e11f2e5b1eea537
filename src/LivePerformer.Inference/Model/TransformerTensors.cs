using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>The numbers that go into a note Transformer and come out, in memory that stays where it is.</summary>
/// <param name="layers">L.</param>
/// <param name="heads">H.</param>
/// <param name="width">D: numbers in a head.</param>
/// <param name="head">M.</param>
/// <param name="slots">C.</param>
/// <param name="tokens">The most tokens of one run.</param>
/// <param name="rows">The most new rows of one run.</param>
/// <param name="loan">Whence they are.</param>
internal sealed class TransformerTensors(int layers, int heads, int width, int head, int slots, int tokens, int rows, ArrayLoan loan)
{
    public int Heads => heads;
    public int Width => width;
    public int Head => head;

    public bool[] Yes { get; } = [true];
    public bool[] No { get; } = [false];
    public long[] Note { get; } = loan.Take<long>(rows * 3);
    public float[] NoteKeys { get; } = loan.Take<float>(rows * KeyFeatures.Width);
    public float[] Cosine { get; } = loan.Take<float>(rows * heads * width / 2);
    public float[] Sine { get; } = loan.Take<float>(rows * heads * width / 2);
    public float[] Mask { get; } = loan.Take<float>(rows * (slots + rows));
    public float[] Memory { get; } = loan.Take<float>(head);
    public long[] Token { get; } = loan.Take<long>(tokens * 3);
    public long[] Row { get; } = loan.Take<long>(tokens);
    public float[] Keys { get; } = loan.Take<float>(tokens * KeyFeatures.Width);
    public float[] Logits { get; } = loan.Take<float>(tokens * Vocabulary.Size);
    public float[] Memories { get; } = loan.Take<float>((1 + rows) * head);
    public float[][] NewKeys { get; } = [.. Enumerable.Range(0, layers).Select(_ => loan.Take<float>(rows * heads * width))];
    public float[][] NewValues { get; } = [.. Enumerable.Range(0, layers).Select(_ => loan.Take<float>(rows * heads * width))];
}
