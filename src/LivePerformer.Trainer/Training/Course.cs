using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>What differs between kinds of networks: how one is made, what it reads in a step, what it remembers, how it is scored.</summary>
/// <remarks>Torch's CPU work runs on several replicas; all but <see cref="Draw"/> is called once for each.</remarks>
internal abstract class Course(TrainingPlan plan, Device device)
{
    /// <summary>The kinds that train knows, as --kind spells them.</summary>
    public static readonly string[] Kinds = [LstmCourse.Kind, NoteCourse.Kind];

    public static Course For(TrainingPlan plan, IReadOnlyList<TokenPiece> pieces, Device device) => plan.Kind switch
    {
        LstmCourse.Kind => new LstmCourse(plan, pieces, device),
        NoteCourse.Kind => new NoteCourse(plan, pieces, device),
        _ => throw new ArgumentException($"there is no kind of network '{plan.Kind}'", nameof(plan)),   // PlanRules has said it before
    };

    protected TrainingPlan Plan { get; } = plan;

    protected Device Device { get; } = device;

    /// <summary>The step that is under way; with the plan's seed it decides what dropout drops.</summary>
    public int Step { get; set; }

    /// <summary>Id of what the network is told beside the tokens.</summary>
    public abstract string Features { get; }

    /// <summary>Where the reading stands.</summary>
    public abstract Place Where { get; }

    public abstract void Seek(Place place);

    /// <summary>A network with fresh weights, on the device.</summary>
    public abstract Module NewNetwork(double dropout);

    /// <summary>One thread's share: a network and some neighbouring rows of every batch.</summary>
    public abstract Replica NewReplica(Module network, int first, int count);

    /// <summary>Reads the next batch; returns how many tokens of it are scored.</summary>
    public abstract int Draw();

    /// <summary>What the replicas remember from one batch to the next, rows of all together.</summary>
    public virtual IReadOnlyList<(string Name, Tensor Value)> Memory(IReadOnlyList<Replica> replicas) => [];

    /// <summary>Gives the replicas back what <see cref="Memory"/> saved.</summary>
    public virtual void Remember(TensorFile file, IReadOnlyList<Replica> replicas) { }

    /// <summary>The score over all tokens but the first of some pieces, each from empty memory, without training.</summary>
    public abstract Guesses Score(Module network, ushort[][] pieces, CancellationToken stop);

    /// <summary>Cuts neighbouring rows into as many slices as gradients are accumulated over.</summary>
    protected IEnumerable<(int First, int Count)> Slices(int first, int count)
    {
        for (int i = 0; i < Plan.Accumulate; i++)
        {
            int from = count * i / Plan.Accumulate, to = count * (i + 1) / Plan.Accumulate;
            if (to > from) yield return (first + from, to - from);
        }
    }

    /// <summary>How many of the likeliest tokens are those that came.</summary>
    /// <param name="logits">(N, V).</param>
    /// <param name="targets">(N).</param>
    protected static long Hits(Tensor logits, Tensor targets)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return logits.argmax(-1).eq(targets).sum().ToInt64();
    }

    /// <summary>Where the reading stands: one of the two, as the kind reads.</summary>
    public sealed record Place(PieceStreams.Place? Streams, NoteWindows.Place? Windows);
}

/// <summary>One thread's share of a training step.</summary>
/// <remarks>
/// Threads meet once a step, when their gradients are added, and not inside every product of matrices: on a machine that
/// does other work besides, a thread that is made to wait then holds up nobody.
/// </remarks>
internal abstract class Replica(Module network) : IDisposable
{
    public Module Network { get; } = network;

    /// <summary>Adds to the gradients of this network its rows' share of the batch's mean loss, which is returned, nats per token.</summary>
    /// <remarks>The rows go through in slices where the plan accumulates; all share one mean, so that the sum is the gradient of the whole.</remarks>
    public abstract Guesses Accumulate();

    public virtual void Dispose() { }
}
