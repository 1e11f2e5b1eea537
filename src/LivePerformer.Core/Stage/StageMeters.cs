using System.Diagnostics.CodeAnalysis;

namespace LivePerformer.Core;

/// <summary>What the callback counts instead of logging.</summary>
/// <remarks>Written by the audio thread, read by anyone at any time; each number is true on its own.</remarks>
public record struct StageMeters
{
    private Histogram callback;
    private Histogram lateness;
    private Histogram lags;
    private PortCounts left;

    public long Blocks { get; set; }

    /// <summary>Times that the device skipped frames between two blocks.</summary>
    public long Xruns { get; set; }

    /// <summary>The AI's note-ons that left after their frame.</summary>
    public long LateNotes { get; set; }

    /// <summary>The AI's note-ons that did not leave: too late or no room. Cancelled ones are not counted.</summary>
    public long DroppedNotes { get; set; }

    /// <summary>The AI's note-ons that left although they had been withdrawn; each was ended as soon as that was known.</summary>
    public long StaleNotes { get; set; }

    /// <summary>Messages that found a full ring, a full schedule or a full MIDI output.</summary>
    public long Overflows { get; set; }

    /// <summary>Frames of the microphone that found a full ring.</summary>
    public long LostSound { get; set; }

    /// <summary>Duration of the last callback in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long LastTicks { get; set; }

    /// <summary>Duration of the longest callback in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long MaxTicks { get; set; }

    /// <summary>How long each callback took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    [UnscopedRef]
    public ref Histogram Callback => ref callback;

    /// <summary>By how many frames each of the AI's note-ons that left was late; 0 is at its frame.</summary>
    [UnscopedRef]
    public ref Histogram Lateness => ref lateness;

    /// <summary>By how many frames each note of the microphone came later than it sounded.</summary>
    [UnscopedRef]
    public ref Histogram Lags => ref lags;

    /// <summary>How many messages left on each output.</summary>
    [UnscopedRef]
    public ref PortCounts Left => ref left;
}
