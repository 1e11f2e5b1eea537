namespace LivePerformer.Inference;

/// <summary>The numbers that go into the network and come out, in memory that stays where it is.</summary>
/// <param name="layers">L.</param>
/// <param name="hidden">H.</param>
/// <param name="batch">B: pieces side by side.</param>
/// <param name="rows">The most tokens of one run, all pieces together.</param>
/// <param name="loan">Whence they are.</param>
internal sealed class LstmTensors(int layers, int hidden, int batch, int rows, ArrayLoan loan)
{
    public int Layers => layers;
    public int Hidden => hidden;

    public long[] Tokens { get; } = loan.Take<long>(rows);
    public float[] Keys { get; } = loan.Take<float>(rows * LstmContract.KeyFeatures);
    public float[] Logits { get; } = loan.Take<float>(rows * LstmContract.Vocabulary);

    // Two pairs of memories (L, B, H): each run reads one and writes the other.
    public float[] H0 { get; } = loan.Take<float>(layers * batch * hidden);
    public float[] C0 { get; } = loan.Take<float>(layers * batch * hidden);
    public float[] H1 { get; } = loan.Take<float>(layers * batch * hidden);
    public float[] C1 { get; } = loan.Take<float>(layers * batch * hidden);
}
