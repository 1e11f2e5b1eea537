using LivePerformer.Core;
using LivePerformer.Host.Commands;
using LivePerformer.Inference;

namespace LivePerformer.Host;

/// <summary>The transcribers that are installed.</summary>
internal static class Transcribers
{
    /// <summary>Loads one.</summary>
    /// <param name="model">Its folder's name; empty: the quickest that is there.</param>
    /// <exception cref="LivePerformerException">There is none, or it is broken.</exception>
    public delegate Loaded Maker(Installation home, string model);

    /// <summary>One that is loaded.</summary>
    /// <param name="Detect">Makes a detector for a sample rate.</param>
    /// <param name="Model">To be let go of when no detector is in use any more.</param>
    public sealed record Loaded(string Name, Func<int, INoteDetector> Detect, IDisposable Model);

    /// <summary>Those under models/.</summary>
    /// <inheritdoc cref="Maker"/>
    public static Loaded Load(Installation home, string model)
    {
        TranscriberFolder folder = TranscriberFolder.Load(Shared.ModelPlace(home, model.Length > 0 ? model : Quickest(home)));
        return new(folder.Manifest.Name, rate => new Transcriber(folder, rate), folder);
    }

    /// <summary>Whether there is one at all.</summary>
    public static bool Any(Installation home) => TranscriberFolder.List(home.Models).Count > 0;

    /// <summary>Who tells a note soonest: on a stage that counts.</summary>
    /// <exception cref="LivePerformerException">There is none.</exception>
    private static string Quickest(Installation home) =>
        TranscriberFolder.List(home.Models).MinBy(name => TranscriberManifest.Read(Path.Combine(home.Models, name, ModelManifest.FileName)).DelayMilliseconds)
        ?? throw new LivePerformerException($"There is no transcriber in {home.Models}, and without one no piano can be heard. Put one there, or play on a MIDI keyboard.");
}
