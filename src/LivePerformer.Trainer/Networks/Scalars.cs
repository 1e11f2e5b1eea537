using TorchSharp;

namespace LivePerformer.Trainer;

/// <summary>Numbers that Torch's operators take, made once and never collected.</summary>
/// <remarks>
/// TorchSharp 0.107 hands a Scalar's native pointer to Torch without keeping the Scalar alive. One that is made on the
/// fly, as in <c>a + b</c> or <c>2 * a</c>, may be finalized while Torch still reads it, and then the heap is corrupt:
/// seen after minutes of training. So the network and the optimizer name every Scalar they use.
/// </remarks>
internal static class Scalars
{
    public static readonly Scalar One = 1f;
    public static readonly Scalar Zero = 0f;
    public static readonly Scalar Rest = -4f;
    public static readonly Scalar MelCentre = TranscriberShape.Centre;
    public static readonly Scalar MelSpread = TranscriberShape.Spread;
    public static readonly Scalar Penalty = -LstmShape.Forbidden;
}
