using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>A session of an LSTM: one step of the network a token, memory of fixed size.</summary>
internal sealed class LstmSession : ModelSession
{
    // Rows are fed in pieces of these lengths; each has its tensors bound once.
    private static readonly int[] Lengths = [64, 32, 16, 8, 7, 6, 5, 4, 3, 2, 1];

    private readonly InferenceSession network;
    private readonly LstmTensors tensors;
    private readonly LstmRun[] fromFirst;
    private readonly LstmRun[] fromSecond;
    private readonly KeyFeatures keys = new();
    private bool memoryInFirst = true;
    private int choice;

    public LstmSession(ModelFolder folder) : base(folder)
    {
        network = folder.Network;
        tensors = new LstmTensors(folder.Manifest.Layers, folder.Manifest.Hidden, batch: 1, rows: Lengths[0], Loan);
        fromFirst = [.. Lengths.Select(length => new LstmRun(network, 1, length, tensors, fromFirst: true))];
        fromSecond = [.. Lengths.Select(length => new LstmRun(network, 1, length, tensors, fromFirst: false))];
    }

    public override ModelState NewState() => new LstmState(tensors.H0.Length, Loan);

    public override void Save(ModelState state)
    {
        base.Save(state);
        var lstm = (LstmState)state;
        (memoryInFirst ? tensors.H0 : tensors.H1).CopyTo(lstm.H, 0);
        (memoryInFirst ? tensors.C0 : tensors.C1).CopyTo(lstm.C, 0);
        lstm.Keys.CopyFrom(keys);
    }

    public override void Restore(ModelState state)
    {
        base.Restore(state);
        var lstm = (LstmState)state;
        memoryInFirst = true;
        lstm.H.CopyTo(tensors.H0, 0);
        lstm.C.CopyTo(tensors.C0, 0);
        keys.CopyFrom(lstm.Keys);
    }

    public override void Reset()
    {
        base.Reset();
        memoryInFirst = true;
        Array.Clear(tensors.H0);
        Array.Clear(tensors.C0);
        keys.Reset();
    }

    private protected override int Lay(ReadOnlySpan<int> tokens)
    {
        choice = 0;
        while (Lengths[choice] > tokens.Length) choice++;
        int count = Lengths[choice];
        for (int t = 0; t < count; t++)
        {
            tensors.Tokens[t] = tokens[t];
            keys.Advance(tokens[t]);
            keys.Write(tensors.Keys.AsSpan(t * LstmContract.KeyFeatures, LstmContract.KeyFeatures));
        }

        return count;
    }

    private protected override void Run()
    {
        (memoryInFirst ? fromFirst : fromSecond)[choice].Run(network, Options);
        memoryInFirst = !memoryInFirst;
    }

    private protected override ReadOnlySpan<float> Logits(int n) =>
        tensors.Logits.AsSpan(n * LstmContract.Vocabulary, LstmContract.Vocabulary);

    private protected override void Dispose(bool disposing)
    {
        foreach (LstmRun run in fromFirst) run.Dispose();
        foreach (LstmRun run in fromSecond) run.Dispose();
        base.Dispose(disposing);
    }
}
