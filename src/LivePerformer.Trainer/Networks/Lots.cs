using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>Dropout whose lots a seed decides: a share of the numbers becomes zero, the others grow so that the mean stays.</summary>
/// <remarks>
/// Torch's own Dropout draws on the CPU from the one generator of the process; replicas that draw side by side get other
/// lots in every run. On CUDA, where TorchSharp makes no generators, the one replica has Torch's for itself, seeded likewise.
/// One thread at a time.
/// </remarks>
public sealed class Lots(double share) : IDisposable
{
    private readonly Generator generator = new();
    private readonly Scalar scale = (float)(1 / (1 - share));

    /// <summary>Begins anew: the same lots for the same seed, step and row.</summary>
    /// <param name="row">The first row of the batch that is dropped from.</param>
    public void Seed(int seed, int step, int row, Device device)
    {
        if (share == 0) return;

        // SplitMix64 (Steele 2014), as Torch's generator on the CPU looks at 32 bits alone: neighbours have nothing in common.
        ulong mixed = 0;
        foreach (int number in (ReadOnlySpan<int>)[seed, step, row])
        {
            mixed = unchecked(mixed + (uint)number + 0x9E3779B97F4A7C15);
            mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
            mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
            mixed ^= mixed >> 31;
        }

        if (device.type == DeviceType.CUDA) cuda.manual_seed((long)(mixed >> 1));
        else generator.manual_seed((long)(mixed >> 1));
    }

    /// <param name="training">False: nothing is dropped.</param>
    public Tensor Drop(Tensor x, bool training)
    {
        if (share == 0 || !training) return x;
        if (x.device_type == DeviceType.CUDA) return nn.functional.dropout(x, share, training: true);

        using var scope = NewDisposeScope();
        var kept = empty_like(x).bernoulli_(1 - share, generator).mul_(scale);
        return x.mul(kept).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        generator.Dispose();
        scale.Dispose();
    }
}
