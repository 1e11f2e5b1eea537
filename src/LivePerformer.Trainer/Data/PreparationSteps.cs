using System.Text.Json.Serialization;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What is done to the music before it becomes tokens; each step can be left out. The README beside explains them.</summary>
/// <remarks>The defaults are the encoding and nothing else. In this order: sustain, duplicates, stretch, quantize, velocity,
/// pitch.</remarks>
public sealed record PreparationSteps
{
    /// <summary>The encoding and nothing else.</summary>
    public static PreparationSteps None { get; } = new();

    /// <summary>Milliseconds between the lines of the grid on which notes begin and end; null: the encoding's own 10 ms.</summary>
    public double? QuantizeMilliseconds { get; init; }

    public PitchStep Pitch { get; init; }

    public VelocityStep Velocity { get; init; }

    public DuplicateStep Duplicates { get; init; }

    public SustainStep Sustain { get; init; }

    /// <summary>Copies of the training pieces in other tempos; null: none.</summary>
    public StretchStep? Stretch { get; init; }

    /// <summary>What brings music to where a model learned it.</summary>
    public static PreparationSteps To(MusicStandard? standard) => new()
    {
        Pitch = standard?.Pitch is null ? PitchStep.None : PitchStep.Key,
        Velocity = standard?.Velocity is null ? VelocityStep.None : VelocityStep.Normalize,
    };

    /// <summary>What the manifest of a model says that learned from such music; null where it needs to say nothing.</summary>
    /// <param name="usual">Between which touches the pieces moved before.</param>
    public MusicStandard? Standard(VelocityRange? usual) => Pitch == PitchStep.None && Velocity == VelocityStep.None ? null : new()
    {
        Pitch = Pitch == PitchStep.Key ? Standardization.Id : null,
        Velocity = Velocity == VelocityStep.Normalize ? VelocityRange.Id : null,
        VelocityLow = Velocity == VelocityStep.Normalize ? usual?.Low : null,
        VelocityHigh = Velocity == VelocityStep.Normalize ? usual?.High : null,
    };

    /// <summary>What shards remember of the steps; empty where there are none, so that they stay what they were before
    /// there were steps.</summary>
    [JsonIgnore]
    public string Fingerprint => this == None ? "" : "\nsteps\t" + System.Text.Json.JsonSerializer.Serialize(this, TrainerJson.Options);

    /// <summary>All steps, as the options name them.</summary>
    [JsonIgnore]
    public string InWords => string.Join(", ",
        QuantizeMilliseconds is { } grid ? Text($"quantize {grid} ms") : "quantize off",
        $"pitch {Word(Pitch)}", $"velocity {Word(Velocity)}", $"duplicates {Word(Duplicates)}", $"sustain {Word(Sustain)}",
        Stretch is { } stretch ? Text($"stretch {stretch.From} to {stretch.To} in {stretch.Steps}") : "no stretch");

    /// <summary>The steps that nobody takes on the stage: what is heard there is another music in this. Empty for none.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> NotOnStage =>
    [
        .. QuantizeMilliseconds is { } grid ? [Text($"quantize {grid} ms")] : Array.Empty<string>(),
        .. Duplicates == DuplicateStep.Drop ? ["duplicates drop"] : Array.Empty<string>(),
        .. Sustain == SustainStep.Ignore ? ["sustain ignore"] : Array.Empty<string>(),
    ];

    /// <exception cref="LivePerformerException">A number is out of range.</exception>
    public PreparationSteps Checked()
    {
        if (QuantizeMilliseconds is { } grid && !(grid is >= 1 and <= 1000))
            throw new LivePerformerException($"A grid of {grid} ms cannot be had: --quantize takes 1 to 1000 ms, or off.");
        Stretch?.Check();
        return this;
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Text(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The music of one performance as the steps leave it, but for stretch and pitch.</summary>
    internal List<Note> Notes(Performance performance)
    {
        IEnumerable<PerformanceEvent> events = performance.Events;
        if (Sustain == SustainStep.Ignore) events = events.Where(happened => happened.IsNote || happened.Control.Controller != ControlChange.Sustain);
        List<Note> notes = SoundingNotes.Of(events);
        return Duplicates == DuplicateStep.Drop ? RepeatedStrikes.Drop(notes, RepeatedStrikes.Window) : notes;
    }
}
