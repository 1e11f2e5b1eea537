using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>What is to be heard in B clips, S frames of each: onset, sounding, offset, velocity (B, S, 88), pedal (B, S, 1) and whether
/// it is known what that did (B, 1, 1).</summary>
internal readonly record struct SoundTargets(Tensor Onset, Tensor Sounding, Tensor Offset, Tensor Velocity, Tensor Pedal, Tensor PedalKnown);

/// <summary>How far a transcriber is from what is to be heard.</summary>
internal sealed class TranscriberLoss(double touch, double even)
{
    // What the parts weigh, and how much more a struck key counts than one that rests (O&V takes 8).
    private const float FrameWeight = 0.3f, OffsetWeight = 0.2f, PedalWeight = 0.3f, Struck = 3;

    private static readonly Scalar Frames = FrameWeight, Offsets = OffsetWeight, Pedals = PedalWeight;

    private readonly Scalar touches = (float)touch, evens = (float)even;

    /// <summary>Nats and weighted squares, summed over clips, frames and look-aheads.</summary>
    /// <param name="outputs">Of each look-ahead (B, S, 353).</param>
    public Tensor Of(Tensor[] outputs, SoundTargets targets)
    {
        using var scope = NewDisposeScope();
        const int keys = TranscriberShape.Keys;
        Tensor onset = targets.Onset, struck = tensor([Struck], device: onset.device), mass = onset.sum([1, 2]).clamp_min(Scalars.One);
        Tensor? sum = null;
        foreach (Tensor output in outputs)
        {
            Tensor missed = output.narrow(-1, 3 * keys, keys).sigmoid().sub(targets.Velocity), square = Squared(missed).mul(onset).sum();
            Tensor part = Cost(output.narrow(-1, 0, keys), onset, struck: struck)
                .add(Cost(output.narrow(-1, keys, keys), targets.Sounding), Frames)
                .add(Cost(output.narrow(-1, 2 * keys, keys), targets.Offset), Offsets)
                .add(square, touches)
                .add(Cost(output.narrow(-1, 4 * keys, 1), targets.Pedal, among: targets.PedalKnown), Pedals);
            // How loud a microphone is nobody knows, but it stays as it is: the same error of every note of a clip weighs less.
            if (even > 0) part = part.add(square.sub(Squared(missed.mul(onset).sum([1, 2])).div(mass).sum()), evens);
            sum = sum is null ? part : sum.add(part, Scalars.One);
        }

        return sum!.MoveToOuterDisposeScope();

        static Tensor Squared(Tensor by) => by.mul(by);   // Torch's square makes a Scalar of its own

        static Tensor Cost(Tensor logits, Tensor target, Tensor? among = null, Tensor? struck = null) =>
            functional.binary_cross_entropy_with_logits(logits, target, among, Reduction.Sum, struck);
    }
}
