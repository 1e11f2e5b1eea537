using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LivePerformer.Engine;

/// <summary>The file of what is bound to what.</summary>
internal sealed record ControlSheet
{
    [JsonPropertyName("$schema"), Description("Path of controls.schema.json, for editors.")]
    public string? Schema { get; init; }

    [Description("2. Without it, programs are counted 0 to 127, as files of older builds have them, and not 1 to 128."), Range(1, 2)]
    public int Version { get; init; } = 1;

    [Description("Keys, pedals, knobs and program changes, and what each of them commands.")]
    public required IReadOnlyList<ControlEntry> Controls { get; init; }
}

internal sealed record ControlEntry
{
    [Description("start, stop, veto, take-over, next, previous, panic, tap; go-to and a number; role and answer, duet or continue; scale and its name; tonic and a tone; chord and tones such as C-Eb-G, or off; follow-chord or metronome and on or off; entry and free, beat or bar; temperature (0.01 to 4), density (0 to 30 notes a second), loudness (-64 to 64), lowest or highest (a key, 0 to 127) or tempo (20 to 300, or off) and a number for a button, without one for a fader.")]
    public required string Command { get; init; }

    [Description("pedal 67, key C2, key 21, controller 20 or program 5, counted from 1; behind it, where it shall be one alone, channel 3 or input 2, both counted from 1.")]
    public required string Control { get; init; }

    [Description("For a fader: the value at its lower end."), Range(-64, 300)]
    public double? From { get; init; }

    [Description("For a fader: the value at its upper end."), Range(-64, 300)]
    public double? To { get; init; }
}
