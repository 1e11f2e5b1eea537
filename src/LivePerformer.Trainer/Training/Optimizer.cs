using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>Moves the weights: by AdamW (Loshchilov 2019), hidden matrices also by <see cref="Muon"/>; and averages them as they move.</summary>
/// <remarks>
/// Its state lies open, so that a checkpoint can hold it, and has the same names and shapes either way, so that a run may change
/// from one to the other. Matrices decay, biases do not. All tensors stay in 32-bit floats.
/// </remarks>
public sealed class Optimizer : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.985;   // between the usual 0.999 and language models' 0.95: a few thousand steps in all
    private const double Epsilon = 1e-8;

    private readonly (string Name, Parameter Value, Tensor Mean, Tensor Square, Tensor Average, int Matrices)[] parameters;
    private readonly double decay;
    private readonly double averaging;

    /// <param name="matrices">How many matrices of Muon's a weight of some name holds, one below the other; where it is 0, AdamW moves it.</param>
    public Optimizer(IEnumerable<(string Name, Parameter Value)> parameters, double decay, double averaging, Func<string, int> matrices)
    {
        using var _ = no_grad();
        this.decay = decay;
        this.averaging = averaging;
        this.parameters = [.. parameters.Select(p => (p.Name, p.Value, zeros_like(p.Value).DetachFromDisposeScope(), zeros_like(p.Value).DetachFromDisposeScope(),
            p.Value.detach().clone().DetachFromDisposeScope(), p.Value.dim() > 1 ? matrices(p.Name) : 0))];
    }

    /// <summary>Steps taken so far.</summary>
    public int Steps { get; set; }

    /// <summary>Everything to save: "mean.", "square." and "average." before each parameter's name.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => parameters.SelectMany(p => new[]
        { ($"mean.{p.Name}", p.Mean), ($"square.{p.Name}", p.Square), ($"average.{p.Name}", p.Average) });

    /// <summary>The moving average of each weight, by the parameter's name.</summary>
    public IEnumerable<(string Name, Tensor Value)> Averages => parameters.Select(p => (p.Name, p.Average));

    /// <summary>Scales the gradients so that their common norm is at most <paramref name="most"/>; returns the norm found.</summary>
    public double Clip(double most) => nn.utils.clip_grad_norm_(parameters.Select(p => p.Value), most);

    /// <summary>Moves every weight one step against its gradient, which is then forgotten.</summary>
    public void Step(double rate)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        double unbias1 = 1 - Math.Pow(Beta1, Steps), unbias2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        double keep = Math.Min(averaging, (1.0 + Steps) / (10.0 + Steps));   // a young average forgets its random start quickly
        using Scalar shrink = 1 - (rate * decay), oldMean = Beta1, newMean = 1 - Beta1, oldSquare = Beta2, newSquare = 1 - Beta2,
            scale = unbias2, epsilon = Epsilon, move = -rate / unbias1, oldAverage = keep, newAverage = 1 - keep;   // see Scalars
        foreach (var (_, value, mean, square, average, matrices) in parameters)
        {
            if (value.grad is not { } gradient) continue;

            if (value.dim() > 1 && decay > 0) value.mul_(shrink);
            square.mul_(oldSquare).addcmul_(gradient, gradient, newSquare);   // Muon needs it not, but who changes back to AdamW does
            if (matrices > 0) Muon.Step(value, mean, gradient, matrices, rate);
            else
            {
                mean.mul_(oldMean).add_(gradient, newMean);
                value.addcdiv_(mean, square.sqrt().div_(scale).add_(epsilon, Scalars.One), move);
            }

            average.mul_(oldAverage).add_(value, newAverage);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var p in parameters)
        {
            p.Mean.Dispose();
            p.Square.Dispose();
            p.Average.Dispose();
        }
    }
}
