using TorchSharp;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>Moves a matrix along its gradient's momentum made orthogonal, so that no direction of it learns faster than another.</summary>
/// <remarks>
/// Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024: Nesterov's momentum, then five steps of a Newton-Schulz
/// iteration. The size of a step is that of Liu et al., "Muon is scalable for LLM training", 2025, by which AdamW's learning rates and
/// decay serve both. Embeddings, the first layer and the last are left to AdamW.
/// </remarks>
internal static class Muon
{
    private const double SizeOfAdams = 0.2;
    private const int Iterations = 5;

    private static readonly Scalar Old = 0.95, New = 0.05, First = 3.4445, Third = -4.7750, Fifth = 2.0315, Tiny = 1e-7;

    /// <param name="value">One weight, which moves; a kernel of a convolution counts as one row for each channel that it makes.</param>
    /// <param name="momentum">Of its shape, moved on as well.</param>
    /// <param name="gradient">Of its shape.</param>
    /// <param name="matrices">How many matrices of one height lie in it, one below the other, such as the gates of a recurrent layer.</param>
    /// <param name="rate">The learning rate.</param>
    public static void Step(Tensor value, Tensor momentum, Tensor gradient, int matrices, double rate)
    {
        using var scope = NewDisposeScope();
        momentum.mul_(Old).add_(gradient, New);
        Tensor ahead = gradient.mul(New).add_(momentum, Old).flatten(1);
        long height = ahead.shape[0] / matrices, width = ahead.shape[1];
        using Scalar move = -rate * SizeOfAdams * Math.Sqrt(Math.Max(height, width));
        Tensor[] parts = [.. ahead.chunk(matrices, 0).Select(Orthogonal)];
        value.add_(cat(parts, 0).view(value.shape), move);
    }

    /// <summary>About the nearest matrix whose singular values are 1: here most come to lie between 0.7 and 1.2, those that were almost 0 below.</summary>
    /// <param name="matrix">(n, m).</param>
    public static Tensor Orthogonal(Tensor matrix)
    {
        bool isTall = matrix.shape[0] > matrix.shape[1];
        Tensor x = isTall ? matrix.t() : matrix;
        x = x.div(x.norm().add(Tiny, Scalars.One));
        for (int i = 0; i < Iterations; i++)
        {
            Tensor a = x.mm(x.t());
            x = x.mul(First).add(a.mul(Third).add(a.mm(a), Fifth).mm(x), Scalars.One);
        }

        return isTall ? x.t() : x;
    }
}
