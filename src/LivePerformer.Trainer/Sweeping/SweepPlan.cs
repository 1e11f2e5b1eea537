namespace LivePerformer.Trainer;

/// <summary>What a sweep was asked to do.</summary>
/// <remarks>With one rung it is random search (Bergstra and Bengio 2012); with more, successive halving (Jamieson and
/// Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", 2016): all trials are trained for a
/// small share of their budget, the best of each rung go on for so many times longer.</remarks>
public sealed record SweepPlan
{
    /// <summary>The plan that the trials vary, with the budget of a trial that goes all the way.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>The budget that the best plan gets back.</summary>
    public double? Minutes { get; init; }

    public double Epochs { get; init; }

    /// <summary>The space, each axis as its text.</summary>
    public required IReadOnlyDictionary<string, string> Space { get; init; }

    public required int Trials { get; init; }
    public int Rungs { get; init; } = 1;

    /// <summary>Of the trials in a rung, one in so many goes on (rounded up), for so many times longer. 3 as in Hyperband (Li et al. 2018).</summary>
    public int Factor { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary>The share of the budget at which a rung ends.</summary>
    public double EndOf(int rung) => Math.Pow(Factor, rung + 1 - Rungs);

    /// <summary>How many trials enter a rung.</summary>
    public int Entrants(int rung) => rung == 0 ? Trials : (Entrants(rung - 1) + Factor - 1) / Factor;
}
