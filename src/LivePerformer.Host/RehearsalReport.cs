namespace LivePerformer.Host;

/// <summary>What a rehearsal or a performance measured. Times in milliseconds unless the name says otherwise.</summary>
public sealed record RehearsalReport
{
    /// <summary>The file that played the human, or the port.</summary>
    public required string Input { get; init; }
    public required string Preset { get; init; }
    public required string Role { get; init; }
    public required string Model { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Length of the take.</summary>
    public required double Seconds { get; init; }

    public required int HumanNotes { get; init; }
    public required int Answers { get; init; }
    public required long AiNotes { get; init; }

    /// <summary>On the clock of the performance, from the cue to the first note that left; null without answers.</summary>
    public required double? CueToFirstNoteP50Ms { get; init; }

    /// <inheritdoc cref="CueToFirstNoteP50Ms"/>
    public required double? CueToFirstNoteP99Ms { get; init; }

    /// <summary>Time that the processor needed from the hand-over to the first planned note, on this machine.</summary>
    public required double? ThinkingToFirstNoteP50Ms { get; init; }

    /// <inheritdoc cref="ThinkingToFirstNoteP50Ms"/>
    public required double? ThinkingToFirstNoteP99Ms { get; init; }

    /// <summary>The share of the AI's notes that left by their due time; neither late, nor dropped, nor moved later
    /// because the model was not ready. Null without notes.</summary>
    public required double? SuccessRate { get; init; }

    public required long LateNotes { get; init; }
    public required long DroppedNotes { get; init; }

    /// <summary>Notes that were moved later because the model was not ready.</summary>
    public required long MovedNotes { get; init; }

    /// <summary>By how much the music became slower because of that.</summary>
    public required double SlowedByMs { get; init; }

    /// <summary>Notes of the AI that left although they had been taken back; anything but zero is a fault.</summary>
    public required long StaleNotes { get; init; }

    /// <summary>Note-ons of the AI without their note-off in the take; anything but zero is a fault.</summary>
    public required int StuckNotes { get; init; }

    /// <summary>How often the next in the chain of fallbacks had to take over within a phrase, and what they played.</summary>
    public required int TakeOvers { get; init; }

    /// <inheritdoc cref="TakeOvers"/>
    public required long NotesOfFallbacks { get; init; }

    /// <summary>Why the last of them did; null where none did.</summary>
    public required string? TakeOverReason { get; init; }

    public required long TokensHeard { get; init; }
    public required long TokensPlayed { get; init; }

    /// <summary>Tokens heard and played for each second that the model was at work.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Times that the device skipped frames.</summary>
    public required long Xruns { get; init; }

    /// <summary>How long the audio callback took, in microseconds; percentiles are rounded up by an eighth at most.</summary>
    public required double? CallbackP50Us { get; init; }

    /// <inheritdoc cref="CallbackP50Us"/>
    public required double? CallbackP99Us { get; init; }

    /// <inheritdoc cref="CallbackP50Us"/>
    public required double? CallbackMaxUs { get; init; }

    /// <summary>By how much the AI's notes left after their frame, rounded up likewise; null without notes.</summary>
    public required double? LatenessP99Ms { get; init; }

    /// <summary>From a note's sound to its arrival among the keys, where a microphone hears it, rounded up likewise; null without one.</summary>
    public double? SoundToNoteP50Ms { get; init; }

    /// <inheritdoc cref="SoundToNoteP50Ms"/>
    public double? SoundToNoteP99Ms { get; init; }

    /// <summary>Notes that the microphone heard and that were the AI's own; null without one.</summary>
    public long? MaskedNotes { get; init; }

    /// <summary>Frames of the microphone that nobody heard; null without one.</summary>
    public long? MissedFrames { get; init; }

    /// <summary>Of one core, the work of finding notes in the microphone's sound; null without one.</summary>
    public double? TranscriberLoad { get; init; }

    /// <summary>The longest time for which the collector stopped everybody, but for an audio callback with a runtime of its own.</summary>
    public required double LongestCollectorPauseMs { get; init; }

    /// <summary>Memory in use by the program's objects, in MiB after a collection; a rehearsal's take grows by some 32 bytes an event, a performance's is on disk.</summary>
    public required double ManagedStartMib { get; init; }

    /// <inheritdoc cref="ManagedStartMib"/>
    public required double ManagedEndMib { get; init; }

    /// <summary>Memory of the whole process, in MiB.</summary>
    public required double ProcessStartMib { get; init; }

    /// <inheritdoc cref="ProcessStartMib"/>
    public required double ProcessEndMib { get; init; }

    /// <summary>Seconds of music for each second of work: 10 is ten times faster than real time.</summary>
    public required double RealTimeFactor { get; init; }

    public required double WallSeconds { get; init; }
}
