using System.ComponentModel;
using System.Text.Json.Serialization;

namespace LivePerformer.Engine;

/// <summary>A night's order: presets one after the other, each with what primes its model.</summary>
[Description("A night's order: presets one after the other, each with what primes its model.")]
public sealed record SetList
{
    [JsonPropertyName("$schema"), Description("Path of setlist.schema.json, for editors.")]
    public string? Schema { get; init; }

    [Description("How it is called.")]
    public required string Name { get; init; }

    [Description("One sentence for the musician.")]
    public string Description { get; init; } = "";

    [Description("Whether a program change on an input goes to the item that has its number, in place of being played.")]
    public bool ProgramChanges { get; init; } = true;

    public required IReadOnlyList<SetListItem> Items { get; init; }
}

[Description("One piece of the night.")]
public sealed record SetListItem
{
    [Description("The preset: its name, or its .json file, seen from the set list.")]
    public required string Preset { get; init; }

    [Description("How the piece is called; empty takes the preset's name.")]
    public string Name { get; init; } = "";

    [Description("A MIDI file, seen from the set list, that the model has heard before the piece begins; it goes on in its manner.")]
    public string? Prompt { get; init; }

    [Description("Beats a minute in place of the preset's; 0 leaves them as the preset has them."), Range(0, 300)]
    public double Bpm { get; init; }

    [Description("The program, 1 to 128, by which a program change goes to it; 0 takes its place in the list."), Range(0, 128)]
    public int Program { get; init; }
}
