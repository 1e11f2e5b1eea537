using System.Text.Json.Serialization;

namespace LivePerformer.Host;

/// <summary>What the page is told: see README.md. Times are seconds on the clock of the performance.</summary>
internal abstract record LiveMessage([property: JsonPropertyName("t"), JsonPropertyOrder(-1)] string Kind);

internal sealed record ClockMessage(double Now) : LiveMessage("clock");

internal sealed record NoteMessage(
    int Id, string By, int Pitch, int Velocity, double On, double? Off, string State, int Port, int Player, int Item) : LiveMessage("note");

internal sealed record GoneMessage(IReadOnlyList<int> Ids) : LiveMessage("gone");

internal sealed record PedalMessage(string By, int Controller, int Value, double At, int Port) : LiveMessage("pedal");

internal sealed record TurnMessage(string By, double At) : LiveMessage("turn");

/// <param name="Bpm">0: time is free.</param>
internal sealed record GridMessage(double At, double Anchor, double Beat, double Bpm, int BeatsPerBar, string Source) : LiveMessage("grid");

internal sealed record StateMessage : LiveMessage
{
    public StateMessage()
        : base("state")
    {
    }

    public required string Turn { get; init; }
    public required bool Stopped { get; init; }
    public required int Item { get; init; }
    public required string Role { get; init; }
    public required double Temperature { get; init; }
    public required double Density { get; init; }
    public required double Loudness { get; init; }
    public required string Scale { get; init; }
    public required string Tonic { get; init; }
    public required string Chord { get; init; }
    public required bool FollowChord { get; init; }
    public required int Lowest { get; init; }
    public required int Highest { get; init; }
    public required int BeatsPerBar { get; init; }
    public required bool Metronome { get; init; }
    public required string Entry { get; init; }
    public required double Tempo { get; init; }
    public required string TempoSource { get; init; }
    public required double Volume { get; init; }
    public required string Model { get; init; }
    public required string Player { get; init; }
    public required int TakeOvers { get; init; }
    public required RecordingState? Recording { get; init; }
    public required string? Learning { get; init; }
}

internal sealed record RecordingState(double Since, string Name);

internal sealed record MetersMessage : LiveMessage
{
    public MetersMessage()
        : base("meters")
    {
    }

    public required CueToNote CueToNoteMs { get; init; }
    public required CallbackMeter Callback { get; init; }
    public required LatenessMeter Lateness { get; init; }
    public required long Late { get; init; }
    public required long Dropped { get; init; }
    public required long Stale { get; init; }
    public required long Xruns { get; init; }
    public required long Overflows { get; init; }
    public required ModelMeter Model { get; init; }

    /// <summary>Of one core, the whole program.</summary>
    public required double Cpu { get; init; }

    public required double MemoryMib { get; init; }
    public required int Collections { get; init; }
    public required double LongestPauseMs { get; init; }
    public required IReadOnlyList<RingMeter> Rings { get; init; }
    public required long HumanNotes { get; init; }
    public required long AiNotes { get; init; }
    public required int Pages { get; init; }
    public required long FeedDropped { get; init; }

    /// <summary>Null where none is listened to.</summary>
    public required MicrophoneMeter? Microphone { get; init; }
}

/// <param name="Load">Of one core, the transcriber.</param>
internal sealed record MicrophoneMeter(double PeakDb, bool Deaf, bool Open, bool Broken, long Notes, long Masked, long Clips, double MissedMs, double? DelayP50Ms, double? DelayP99Ms, double Load);

internal sealed record CueToNote(double? P50, double? P99);

internal sealed record CallbackMeter(double Load, double? P99Us, double PeriodUs);

internal sealed record LatenessMeter(double? P99Ms);

internal sealed record ModelMeter(double Load, double? MsPerNote, double? LongestMs);

internal sealed record RingMeter(string Name, double Fill);

internal sealed record PortsMessage(IReadOnlyList<PortState> Ports) : LiveMessage("ports");

internal sealed record PortState(string Name, string Kind, IReadOnlyList<string> Connected, IReadOnlyList<string> Lost);

internal sealed record ActiveMessage(IReadOnlyList<string> Ports) : LiveMessage("active");

internal sealed record ControlsMessage(IReadOnlyList<BoundControl> Bindings) : LiveMessage("controls");

internal sealed record BoundControl(string Sign, string Command);

internal sealed record SaidMessage(long Id, double At, string Text, bool Complaint) : LiveMessage("said");

/// <summary>The answer to a request: <paramref name="Kind"/> is "ok" or "no".</summary>
internal sealed record AnswerMessage(string Kind, long Re, string Text) : LiveMessage(Kind);

internal sealed record PongMessage(double At) : LiveMessage("pong");

internal sealed record ByeMessage(string Text) : LiveMessage("bye");

internal sealed record HelloMessage : LiveMessage
{
    public HelloMessage()
        : base("hello")
    {
    }

    public int Version { get; init; } = 1;
    public required string Product { get; init; }
    public required string Id { get; init; }
    public required double Now { get; init; }
    public required DeviceState Device { get; init; }
    public required string Programme { get; init; }
    public required IReadOnlyList<ItemState> Items { get; init; }
    public required IReadOnlyList<PresetState> Presets { get; init; }
    public required IReadOnlyList<string> SetLists { get; init; }
    public required bool Sound { get; init; }
    public required string? Take { get; init; }
    public required IReadOnlyDictionary<string, double[]> Ranges { get; init; }
    public required IReadOnlyList<NoteMessage> Keys { get; init; }
    public required IReadOnlyList<PedalMessage> Pedals { get; init; }
    public required IReadOnlyList<TurnMessage> Turns { get; init; }
    public required IReadOnlyList<GridMessage> Grids { get; init; }
    public required IReadOnlyList<SaidMessage> Said { get; init; }
    public required StateMessage State { get; init; }
    public required PortsMessage Ports { get; init; }
    public required ControlsMessage Controls { get; init; }
    public required MetersMessage Meters { get; init; }
}

/// <param name="Kind">jack, page or silent.</param>
internal sealed record DeviceState(string Name, string Kind, int Rate, int Frames);

internal sealed record ItemState(string Name, string Preset, string Description, string Role);

internal sealed record PresetState(string Name, string Description, string Role);
