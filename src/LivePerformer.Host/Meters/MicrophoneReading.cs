using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>What the meters of a microphone show at one moment.</summary>
internal sealed record MicrophoneReading
{
    /// <summary>The highest peak of the last moments, in decibels below full scale.</summary>
    public required double PeakDb { get; init; }

    /// <summary>Nothing at all comes.</summary>
    public required bool IsDeaf { get; init; }

    /// <summary>Whether the noise gate lets sound through.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>Nobody listens any more.</summary>
    public required bool IsBroken { get; init; }

    public required long Notes { get; init; }

    /// <summary>Notes that were found and were our own.</summary>
    public required long Masked { get; init; }

    public required long Clips { get; init; }

    /// <summary>Frames that were not heard.</summary>
    public required long Missed { get; init; }

    /// <summary>By how many frames each note was told later than it sounded.</summary>
    public required Histogram Delays { get; init; }

    /// <summary>How long the transcriber was at work.</summary>
    public required TimeSpan Worked { get; init; }
}
