using System.Diagnostics;
using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>The model while it listens and plays: tokens go in, belief about the next one comes out, memory is kept.</summary>
/// <remarks>One thread; the folder must live longer. Feeding allocates nothing. Feeding a row at once or token by token
/// gives the same belief but for rounding, because the network adds up longer rows in another order.</remarks>
public abstract class ModelSession(ModelFolder folder) : IDisposable
{
    private readonly float[] belief = new float[Vocabulary.Size];
    private long modelTicks;

    /// <summary>Whether anything was fed since the start.</summary>
    public bool HasBelief { get; private set; }

    /// <summary>The logits of the token that comes next; zeros before the first token.</summary>
    public ReadOnlySpan<float> Belief => belief;

    /// <summary>Tokens fed since the session was made.</summary>
    public long TokensFed { get; private set; }

    /// <summary>Time spent in the network since the session was made.</summary>
    public TimeSpan ModelTime => Stopwatch.GetElapsedTime(0, modelTicks);

    /// <summary>All that it works with, to be put back at its end.</summary>
    private protected ArrayLoan Loan { get; } = new(folder.Arrays);

    private protected RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

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
            int count = Lay(tokens);
            long start = Stopwatch.GetTimestamp();
            Run();
            modelTicks += Stopwatch.GetTimestamp() - start;
            Logits(count - 1).CopyTo(belief);
            HasBelief = true;
            TokensFed += count;
            tokens = tokens[count..];
        }
    }

    /// <summary>Feeds a row of tokens and asks how surprised the model is by each but the first of them, in nats;
    /// what follows the last is not asked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is not 0 to 387.</exception>
    public double Surprise(ReadOnlySpan<int> tokens, Action<long>? progress = null)
    {
        double nats = 0;
        while (tokens.Length > 1)
        {
            int count = Lay(tokens[..^1]);
            Run();
            for (int i = 0; i < count; i++) nats += Scorer.Surprise(Logits(i), tokens[i + 1]);
            progress?.Invoke(count);
            tokens = tokens[count..];
        }

        HasBelief = false;   // this is for scoring: to play on, reset
        return nats;
    }

    /// <summary>Room for all that a session remembers at one moment.</summary>
    public abstract ModelState NewState();

    /// <summary>Keeps this moment.</summary>
    /// <param name="state">Made by <see cref="NewState"/> of a session on the same model.</param>
    public virtual void Save(ModelState state)
    {
        belief.CopyTo(state.Logits, 0);
        state.HasBelief = HasBelief;
    }

    /// <summary>Goes back to a moment that <see cref="Save"/> kept, as if nothing had been fed since.</summary>
    public virtual void Restore(ModelState state)
    {
        state.Logits.CopyTo(belief, 0);
        HasBelief = state.HasBelief;
    }

    /// <summary>Forgets everything.</summary>
    public virtual void Reset()
    {
        Array.Clear(belief);
        HasBelief = false;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lays out as many of the tokens as one run takes; returns how many.</summary>
    private protected abstract int Lay(ReadOnlySpan<int> tokens);

    /// <summary>Runs the network on what was laid out, and moves its memory on.</summary>
    private protected abstract void Run();

    /// <summary>The logits after the n-th token of the last run.</summary>
    private protected abstract ReadOnlySpan<float> Logits(int n);

    private protected virtual void Dispose(bool disposing)
    {
        Options.Dispose();
        Loan.Dispose();
    }
}
