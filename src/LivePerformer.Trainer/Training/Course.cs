using LivePerformer.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>What differs between kinds of networks: how one is made, what it reads in a step, what it remembers, how it is scored.</summary>
/// <remarks>Torch's CPU work runs on several replicas; all but <see cref="Draw"/> is called once for each.</remarks>
internal abstract class Course(TrainingPlan plan, Device device) : IDisposable
{
    /// <summary>The kinds that train knows, as --kind spells them.</summary>
    public static readonly string[] Kinds = [LstmCourse.Kind, NoteCourse.Kind, TranscriberCourse.Kind];

    /// <exception cref="LivePerformerException">The data are missing, or the plan does not suit them.</exception>
    public static Course For(TrainingPlan plan, string dataFolder, Device device) => plan.Kind switch
    {
        LstmCourse.Kind => new LstmCourse(plan, TokenMusic.Read(plan, dataFolder), device),
        NoteCourse.Kind => new NoteCourse(plan, TokenMusic.Read(plan, dataFolder), device),
        TranscriberCourse.Kind => new TranscriberCourse(plan, SoundData.Read(dataFolder), device),
        _ => throw new ArgumentException($"there is no kind of network '{plan.Kind}'", nameof(plan)),   // PlanRules has said it before
    };

    protected TrainingPlan Plan { get; } = plan;

    protected Device Device { get; } = device;

    /// <summary>The step that is under way; with the plan's seed it decides what dropout drops.</summary>
    public int Step { get; set; }

    /// <summary>How a run speaks of what it trains.</summary>
    public abstract CourseWords Words { get; }

    /// <summary>What is scored in one pass over the training split.</summary>
    public abstract long PerEpoch { get; }

    /// <summary>A number that differs for other data, so that a run is not resumed on them.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>Where the reading stands.</summary>
    public abstract Place Where { get; }

    public abstract void Seek(Place place);

    /// <summary>A network with fresh weights, on the device.</summary>
    public abstract Module NewNetwork(double dropout);

    /// <summary>How many matrices lie in a hidden weight, one below the other, each of which may be moved for itself; 0 in first and last layers.</summary>
    /// <param name="weight">By Torch's name.</param>
    public abstract int Matrices(string weight);

    /// <summary>One thread's share: a network and some neighbouring rows of every batch.</summary>
    public abstract Replica NewReplica(Module network, int first, int count);

    /// <summary>Reads the next batch; returns how many tokens of it are scored.</summary>
    public abstract int Draw();

    /// <summary>What the replicas remember from one batch to the next, rows of all together.</summary>
    public virtual IReadOnlyList<(string Name, Tensor Value)> Memory(IReadOnlyList<Replica> replicas) => [];

    /// <summary>Gives the replicas back what <see cref="Memory"/> saved.</summary>
    public virtual void Remember(TensorFile file, IReadOnlyList<Replica> replicas) { }

    /// <summary>The score on the validation split, without training.</summary>
    /// <param name="whole">All of the split, or the part that is read on the way.</param>
    /// <returns>The mean cost, and the share that was right.</returns>
    public abstract (double Loss, double Accuracy) Score(Module network, bool whole, int threads, CancellationToken stop);

    /// <summary>What the weights are, to be kept with them.</summary>
    /// <param name="isFinal">Whether the score is over the whole split.</param>
    public abstract object Describe(double loss, double accuracy, bool isFinal, Progress progress);

    public virtual void Dispose() { }

    /// <summary>Cuts neighbouring rows into as many slices as gradients are accumulated over.</summary>
    protected IEnumerable<(int First, int Count)> Slices(int first, int count)
    {
        for (int i = 0; i < Plan.Accumulate; i++)
        {
            int from = count * i / Plan.Accumulate, to = count * (i + 1) / Plan.Accumulate;
            if (to > from) yield return (first + from, to - from);
        }
    }

    /// <summary>Where the reading stands: one of them, as the kind reads.</summary>
    public sealed record Place(PieceStreams.Place? Streams, NoteWindows.Place? Windows, SoundClips.Place? Clips = null);
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
