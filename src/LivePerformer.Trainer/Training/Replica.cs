using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>One thread's share of a training step: a network of its own, and some neighbouring rows of every batch.</summary>
/// <remarks>
/// Threads meet once a step, when their gradients are added, and not inside every product of matrices: on a machine that
/// does other work besides, a thread that is made to wait then holds up nobody.
/// </remarks>
internal sealed class Replica(PerformanceLstm network, int first, int count, Device device) : IDisposable
{
    private (Tensor H, Tensor C) memory = network.ZeroState(count, device);

    public PerformanceLstm Network { get; } = network;

    /// <summary>What the network remembers of its rows: (L, rows, H) each.</summary>
    public (Tensor H, Tensor C) Memory => memory;

    /// <summary>Adds to the gradients of this network its rows' share of the batch's mean loss, which is returned.</summary>
    public double Accumulate(Batch batch)
    {
        using var scope = NewDisposeScope();
        var tokens = batch.TokenTensor(first, count, device);                        // (B, T)
        var keyboard = batch.KeyboardTensor(first, count, device);                   // (B, T, 256)
        var continues = batch.ContinuesTensor(first, count, device);                 // memory is empty where a piece begins
        var (logits, h, c) = Network.forward(tokens, keyboard, (memory.H.mul(continues), memory.C.mul(continues)));
        using Scalar scored = batch.Scored;
        var loss = functional.cross_entropy(logits.view(-1, LstmShape.Vocabulary), batch.TargetTensor(first, count, device),
            ignore_index: Batch.Nothing, reduction: Reduction.Sum).div(scored);
        loss.backward();
        memory.H.Dispose();
        memory.C.Dispose();
        memory = (h.detach().DetachFromDisposeScope(), c.detach().DetachFromDisposeScope());
        return loss.ToDouble();
    }

    public void Dispose()
    {
        memory.H.Dispose();
        memory.C.Dispose();
    }
}
