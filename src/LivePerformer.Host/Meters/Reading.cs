using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>What all meters show at one moment; everything is counted since the performance began.</summary>
internal sealed record Reading
{
    /// <summary>On the clock of the performance.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>On a stopwatch, since the meters were put up.</summary>
    public required TimeSpan Wall { get; init; }

    /// <summary>How long the audio callback may take.</summary>
    public required TimeSpan Period { get; init; }

    public required int SampleRate { get; init; }

    /// <summary>How long each callback took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public required Histogram Callback { get; init; }

    /// <summary>By how many frames each note of the AI was late.</summary>
    public required Histogram Lateness { get; init; }

    /// <summary>How long each round of the performer took, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public required Histogram Rounds { get; init; }

    /// <summary>How long the performer was at work.</summary>
    public required TimeSpan Worked { get; init; }

    /// <summary>How long the improvisers worked on each event that they planned, in ticks of <see cref="TimeSpan"/>.</summary>
    public required Histogram PlanTimes { get; init; }

    /// <summary>All that together.</summary>
    public required TimeSpan Planning { get; init; }

    public required long NotesPlanned { get; init; }

    public required long HumanNotes { get; init; }
    public required long AiNotes { get; init; }
    public required long LateNotes { get; init; }
    public required long DroppedNotes { get; init; }
    public required long StaleNotes { get; init; }

    /// <summary>What the device reported.</summary>
    public required long DeviceXruns { get; init; }

    /// <summary>Times that the callback missed frames.</summary>
    public required long Xruns { get; init; }

    public required long Overflows { get; init; }

    /// <summary>The rings on the line of a note, and the recorder's where a take is kept.</summary>
    public required IReadOnlyList<RingFill> Rings { get; init; }

    public required int Collections { get; init; }
    public required TimeSpan Paused { get; init; }
    public required TimeSpan LongestPause { get; init; }

    /// <summary>Which of the chain of improvisers plays, counted from 0.</summary>
    public required int Player { get; init; }

    public required string PlayerName { get; init; }
    public required int TakeOvers { get; init; }

    /// <summary>Whose turn it is.</summary>
    public required NoteSource Turn { get; init; }

    /// <summary>Beats a minute; 0 while time is free.</summary>
    public required double Tempo { get; init; }

    /// <summary>Null where none is listened to.</summary>
    public MicrophoneReading? Microphone { get; init; }

    /// <summary>Where the programme is; empty where it has one item alone.</summary>
    public string Piece { get; init; } = "";
}
