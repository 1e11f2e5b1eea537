using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>What a transcriber promises: what it is told of the sound, how far it looks ahead, its file, where it comes from and how well it scored.</summary>
public sealed record TranscriberManifest : NetworkManifest
{
    /// <summary>What becomes of the sound before the network hears it.</summary>
    public required FeatureSpec Features { get; init; }

    /// <summary>Frames after the one that it speaks of that the network has heard.</summary>
    public required int LookAhead { get; init; }

    /// <summary>From the moment a note sounds to the sample after which it is told, at most, ms: what the window reaches ahead, the
    /// look-ahead, one frame more to know a peak, and half a frame between a note and its frame. Sound at another rate takes
    /// longer by the delay of its resampling.</summary>
    public required double DelayMilliseconds { get; init; }

    /// <summary>From which belief on something is told.</summary>
    public required DecoderThresholds Thresholds { get; init; }

    /// <exception cref="ModelException">The file is missing, too large or no such manifest.</exception>
    public static TranscriberManifest Read(string path) => ManifestFile.Read<TranscriberManifest>(path);

    public void Write(string path) => ManifestFile.Write(path, this);

    /// <summary>The delay in ms of a look-ahead of so many frames.</summary>
    public static double DelayOf(FeatureSpec features, int lookAhead) =>
        1e3 * (features.Ahead + ((lookAhead + 1.5) * features.Hop)) / features.SampleRate;
}
