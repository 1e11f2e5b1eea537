using System.Diagnostics;
using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>The model while it listens and plays: tokens go in, belief about the next one comes out, memory is kept.</summary>
/// <remarks>One thread; the folder must live longer. Feeding allocates nothing. Feeding a row at once or token by token
/// gives the same belief but for rounding, because the network adds up longer rows in another order.</remarks>
public sealed class LstmSession : IDisposable
{
    // Rows are fed in pieces of these lengths; each has its tensors bound once.
    private static readonly int[] Lengths = [64, 32, 16, 8, 7, 6, 5, 4, 3, 2, 1];

    private readonly ModelFolder folder;
    private readonly InferenceSession network;
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly LstmTensors tensors;
    private readonly LstmRun[] fromFirst;
    private readonly LstmRun[] fromSecond;
    private readonly KeyFeatures keys = new();
    private readonly float[] belief = new float[LstmContract.Vocabulary];
    private bool memoryInFirst = true;
    private long modelTicks;

    public LstmSession(ModelFolder folder)
    {
        this.folder = folder;
        network = folder.Network;
        tensors = new LstmTensors(folder.Manifest.Layers, folder.Manifest.Hidden, batch: 1, rows: Lengths[0]);
        fromFirst = [.. Lengths.Select(length => new LstmRun(network, 1, length, tensors, fromFirst: true))];
        fromSecond = [.. Lengths.Select(length => new LstmRun(network, 1, length, tensors, fromFirst: false))];
    }

    /// <summary>Whether anything was fed since the start.</summary>
    public bool HasBelief { get; private set; }

    /// <summary>The logits of the token that comes next; zeros before the first token.</summary>
    public ReadOnlySpan<float> Belief => belief;

    /// <summary>Tokens fed since the session was made.</summary>
    public long TokensFed { get; private set; }

    /// <summary>Time spent in the network since the session was made.</summary>
    public TimeSpan ModelTime => Stopwatch.GetElapsedTime(0, modelTicks);

    /// <summary>Feeds one token.</summary>
    public void Step(int token) => Feed([token]);

    /// <summary>Feeds a row of tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is not 0 to 387.</exception>
    /// <exception cref="ObjectDisposedException">The folder was closed.</exception>
    public void Feed(ReadOnlySpan<int> tokens)
    {
        ObjectDisposedException.ThrowIf(folder.IsClosed, folder);
        foreach (int token in tokens) _ = Vocabulary.KindOf(token);   // all are checked before any is fed

        while (tokens.Length > 0)
        {
            int choice = 0;
            while (Lengths[choice] > tokens.Length) choice++;
            FeedPiece(tokens[..Lengths[choice]], choice);
            tokens = tokens[Lengths[choice]..];
        }
    }

    public LstmState NewState() => new(tensors.H0.Length);

    public void Save(LstmState state)
    {
        (memoryInFirst ? tensors.H0 : tensors.H1).CopyTo(state.H, 0);
        (memoryInFirst ? tensors.C0 : tensors.C1).CopyTo(state.C, 0);
        belief.CopyTo(state.Logits, 0);
        state.Keys.CopyFrom(keys);
        state.HasBelief = HasBelief;
    }

    /// <summary>Goes back to a moment that <see cref="Save"/> kept, as if nothing had been fed since.</summary>
    public void Restore(LstmState state)
    {
        memoryInFirst = true;
        state.H.CopyTo(tensors.H0, 0);
        state.C.CopyTo(tensors.C0, 0);
        state.Logits.CopyTo(belief, 0);
        keys.CopyFrom(state.Keys);
        HasBelief = state.HasBelief;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        memoryInFirst = true;
        Array.Clear(tensors.H0);
        Array.Clear(tensors.C0);
        Array.Clear(belief);
        keys.Reset();
        HasBelief = false;
    }

    public void Dispose()
    {
        foreach (LstmRun run in fromFirst) run.Dispose();
        foreach (LstmRun run in fromSecond) run.Dispose();
        options.Dispose();
    }

    private void FeedPiece(ReadOnlySpan<int> tokens, int choice)
    {
        for (int t = 0; t < tokens.Length; t++)
        {
            tensors.Tokens[t] = tokens[t];
            keys.Advance(tokens[t]);
            keys.Write(tensors.Keys.AsSpan(t * LstmContract.KeyFeatures, LstmContract.KeyFeatures));
        }

        long start = Stopwatch.GetTimestamp();
        (memoryInFirst ? fromFirst : fromSecond)[choice].Run(network, options);
        modelTicks += Stopwatch.GetTimestamp() - start;
        memoryInFirst = !memoryInFirst;
        tensors.Logits.AsSpan((tokens.Length - 1) * LstmContract.Vocabulary, LstmContract.Vocabulary).CopyTo(belief);
        HasBelief = true;
        TokensFed += tokens.Length;
    }
}
