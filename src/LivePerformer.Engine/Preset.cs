using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LivePerformer.Engine;

/// <summary>One way of playing together: which model answers, when it may, how it sounds.</summary>
[Description("One way of playing together: which model answers, when it may, how it sounds.")]
public sealed record Preset
{
    [JsonPropertyName("$schema"), Description("Path of preset.schema.json, for editors.")]
    public string? Schema { get; init; }

    [Description("The name by which perform and rehearse find it.")]
    public required string Name { get; init; }

    [Description("One sentence for the musician.")]
    public string Description { get; init; } = "";

    [Description("The folder under models/ of the model that answers.")]
    public required string Model { get; init; }

    public CueSettings Cue { get; init; } = new();
    public AnswerSettings Answer { get; init; } = new();
    public SamplingSettings Sampling { get; init; } = new();
    public SoundSettings Sound { get; init; } = new();
    public MidiSettings Midi { get; init; } = new();
}

/// <summary>The sign by which the human hands over the turn.</summary>
public enum CueKind
{
    Silence,
    Pedal,
    Key,
}

[Description("The sign by which the human hands over the turn; striking a key always takes it back.")]
public sealed record CueSettings
{
    [Description("silence, pedal or key.")]
    public CueKind Kind { get; init; } = CueKind.Silence;

    [Description("For silence: milliseconds without a key down or moving."), Range(50, 60_000)]
    public int SilenceMs { get; init; } = 400;

    [Description("For silence: milliseconds without a new key while some are still held."), Range(50, 60_000)]
    public int HeldMs { get; init; } = 2_000;

    [Description("For pedal: the controller number; 66 is the middle pedal, 67 the left one."), Range(0, 119)]
    public int Controller { get; init; } = 67;

    [Description("For key: the MIDI number of the key; 21 is the lowest of the piano."), Range(0, 127)]
    public int Key { get; init; } = 21;
}

[Description("What an answer may be.")]
public sealed record AnswerSettings
{
    [Description("The longest rest before the first note of an answer, in milliseconds."), Range(0, 10_000)]
    public int FirstNoteWithinMs { get; init; } = 600;

    [Description("The longest rest within an answer, in milliseconds."), Range(50, 60_000)]
    public int LongestRestMs { get; init; } = 2_000;

    [Description("The longest answer in seconds; 0 goes on until the human plays again."), Range(0, 3_600)]
    public int LongestSeconds { get; init; }

    [Description("The most notes that the AI may hold at once."), Range(1, 64)]
    public int Polyphony { get; init; } = 16;

    [Description("The lowest key that the AI may strike."), Range(0, 127)]
    public int LowestKey { get; init; } = 21;

    [Description("The highest key that the AI may strike."), Range(0, 127)]
    public int HighestKey { get; init; } = 108;

    [Description("How far ahead the AI plans, in milliseconds."), Range(20, 5_000)]
    public int PlanMs { get; init; } = 250;
}

[Description("How freely the model chooses.")]
public sealed record SamplingSettings
{
    [Description("Below 1 more predictable, above 1 wilder."), Range(0.01, 4)]
    public double Temperature { get; init; } = 1;

    [Description("Only the likeliest choices that together have this probability are considered."), Range(0.01, 1)]
    public double TopP { get; init; } = 0.97;

    [Description("Lowers the odds of a key that is struck over and over; 0 lets it repeat."), Range(0, 10)]
    public double RepetitionGuard { get; init; } = 0.5;
}

[Description("The built-in piano.")]
public sealed record SoundSettings
{
    [Description("The SoundFont under models/pianos/ without its ending.")]
    public string Piano { get; init; } = "FluidR3_YamahaGrand";

    [Description("Whether the built-in piano sounds what the human plays.")]
    public bool Human { get; init; } = true;

    [Description("Whether the built-in piano sounds what the AI plays.")]
    public bool Ai { get; init; } = true;

    [Description("Volume in decibels against the piano's own."), Range(-60, 24)]
    public double GainDb { get; init; } = 12;
}

[Description("MIDI in and out.")]
public sealed record MidiSettings
{
    [Description("Whether what the human plays also leaves on the output, on its own channel and at the same frame.")]
    public bool Thru { get; init; } = true;

    [Description("The channel, 1 to 16, on which the AI plays; the human should use another one."), Range(1, 16)]
    public int AiChannel { get; init; } = 2;
}
