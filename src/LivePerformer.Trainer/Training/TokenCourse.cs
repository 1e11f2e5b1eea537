using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>What improvisers have in common: they guess the next token.</summary>
internal abstract class TokenCourse(TrainingPlan plan, TokenMusic music, Device device) : Course(plan, device)
{
    private const int Streams = 12;   // pieces that are scored side by side

    public override CourseWords Words => CourseWords.Tokens;

    public override long PerEpoch { get; } = music.Training.Sum(piece => piece.Tokens.Length - 1L);

    public override string Fingerprint { get; } = music.Data.Fingerprint(music.Training, music.Validation);

    /// <summary>Id of what the network is told beside the tokens.</summary>
    protected abstract string Features { get; }

    public override (double Loss, double Accuracy) Score(Module network, bool whole, int threads, CancellationToken stop) =>
        new Validation(music.Validation, Streams, threads, whole ? int.MaxValue : Plan.ValidationTokens).Score(this, network, stop);

    /// <summary>The score over all tokens but the first of some pieces, each from empty memory, without training.</summary>
    public abstract Guesses Score(Module network, ushort[][] pieces, CancellationToken stop);

    public override object Describe(double loss, double accuracy, bool isFinal, Progress progress) => new RunWeights
    {
        Embedding = Plan.Embedding,
        Hidden = Plan.Hidden,
        Layers = Plan.Layers,
        Tokenizer = music.Data.Tokenizer,
        Features = Features,
        Data = music.Data.Source,
        Licence = music.Data.Licence,
        Steps = music.Data.Steps,
        UsualTouch = music.Data.UsualTouch,
        ValidationNats = loss,
        ValidationAccuracy = accuracy,
        IsFinal = isFinal,
        Progress = progress,
        Plan = Plan,
    };

    /// <summary>How many of the likeliest tokens are those that came.</summary>
    /// <param name="logits">(N, V).</param>
    /// <param name="targets">(N).</param>
    protected static long Hits(Tensor logits, Tensor targets)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return logits.argmax(-1).eq(targets).sum().ToInt64();
    }
}
