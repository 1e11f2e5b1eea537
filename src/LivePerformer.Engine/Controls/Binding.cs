using System.Diagnostics.CodeAnalysis;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>A control that gives a command.</summary>
/// <param name="Value">The command's, where a button gives it.</param>
/// <param name="From">The command's value with the fader at its lower end.</param>
/// <param name="To">Likewise at the upper end; equal to <paramref name="From"/>: the control is a button.</param>
public readonly record struct Binding(CommandKind Command, CueSign Sign, double Value = 0, double From = 0, double To = 0)
{
    private const double Top = 127;

    public bool IsFader => From != To;

    /// <summary>What is bound, without the control.</summary>
    public Lesson Lesson => new(Command, IsFader || CommandWords.RangeOf(Command) is null ? null : Value);

    /// <summary>How far a fader goes where nobody says otherwise.</summary>
    public static (double From, double To) UsualRange(CommandKind kind) => kind switch
    {
        CommandKind.Temperature => (0.5, 1.5),
        CommandKind.Density => (0, 12),
        CommandKind.Loudness => (-32, 32),
        CommandKind.Lowest => (21, 72),     // the piano's lowest key to an octave above the middle
        CommandKind.Highest => (48, 108),   // an octave below the middle to the piano's highest key
        CommandKind.Tempo => (60, 180),
        _ => (0, 0),
    };

    /// <summary>Binds a control: as a button, or, where the command has a range and no value is given, as a fader.</summary>
    /// <param name="range">Of the fader; null: the usual one.</param>
    /// <param name="fault">One line: why that makes no sense, and what would.</param>
    public static bool TryMake(in Lesson lesson, CueSign sign, (double From, double To)? range, out Binding binding, [NotNullWhen(false)] out string? fault)
    {
        binding = default;
        fault = null;
        string word = CommandWords.Of(lesson.Command);
        bool fader = lesson.Value is null && CommandWords.IsContinuous(lesson.Command);
        if (!CommandWords.CanLearn(lesson))
        {
            fault = $"No control can be bound to '{CommandWords.Of(lesson)}'.";
        }
        else if (range is not null && !fader)
        {
            fault = $"'{CommandWords.Of(lesson)}' has no range from one value to another: leave it out.";
        }
        else if (fader && sign.Kind != SignKind.Controller)
        {
            fault = $"A {(sign.Kind == SignKind.Key ? "key" : "program change")} cannot move like a fader: say which {word} it gives, such as '{word} {UsualRange(lesson.Command).To}'.";
        }
        else
        {
            (double from, double to) = fader ? range ?? UsualRange(lesson.Command) : (0, 0);
            var (least, most) = CommandWords.RangeOf(lesson.Command) ?? default;
            if (fader && !(from >= least && from <= most && to >= least && to <= most && from != to))
                fault = $"A fader for '{word}' goes from one value to another, both {least} to {most}; {from} to {to} does not.";
            binding = new(lesson.Command, sign, lesson.Value ?? 0, from, to);
        }

        return fault is null;
    }

    /// <summary>What the fader says at a position, 0 to 127.</summary>
    public StageCommand At(byte position) => new(Command, From + ((To - From) * Math.Min(position, Top) / Top));

    /// <summary>What the button says when it is pressed.</summary>
    public StageCommand Pressed => new(Command, Value);

    /// <summary>"next: pedal 67".</summary>
    public override string ToString() => $"{CommandWords.Of(Lesson)}: {SignWords.Of(Sign)}";
}
