using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>A step needs more memory than there is: this plan does not train here, a smaller one may.</summary>
public sealed class DoesNotFitException(TrainingPlan plan, Exception inner) : LivePerformerException(
    $"Training with batch {plan.Batch}, length {plan.Length} and hidden {plan.Hidden} does not fit into memory. Take a smaller --batch with --accumulate to make up for it, or a smaller --length or --hidden.", inner)
{
    /// <summary>Whether memory was short: .NET says so by type, Torch in words alone, and several threads may say it at once.</summary>
    internal static bool Tells(Exception e) => e switch
    {
        OutOfMemoryException => true,
        AggregateException all => all.Flatten().InnerExceptions.Any(Tells),
        // Torch 2.10: "can't allocate memory" (CPU), "not enough memory" (CPU on Windows), "CUDA out of memory".
        ExternalException torch => Says(torch, "allocate memory") || Says(torch, "not enough memory") || Says(torch, "out of memory"),
        _ => false,
    };

    private static bool Says(ExternalException torch, string words) => torch.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
