using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>The transcribers that are installed.</summary>
internal static class Transcribers
{
    /// <summary>Loads one.</summary>
    /// <param name="model">Its folder's name; empty: the first that is there.</param>
    /// <exception cref="LivePerformerException">There is none, or it is broken.</exception>
    public delegate Loaded Maker(Installation home, string model);

    /// <summary>One that is loaded.</summary>
    /// <param name="Detect">Makes a detector for a sample rate.</param>
    /// <param name="Model">To be let go of when no detector is in use any more.</param>
    public sealed record Loaded(string Name, Func<int, INoteDetector> Detect, IDisposable Model);

    /// <summary>Those under models/.</summary>
    /// <inheritdoc cref="Maker"/>
    public static Loaded Load(Installation home, string model) =>
        throw new LivePerformerException($"There is no transcriber{(model.Length > 0 ? $" '{model}'" : "")} in {home.Models}, and without one no microphone can be listened to. Leave --microphone out.");
}
