using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What a control can be bound to: a command, and the value with which it is given.</summary>
/// <param name="Value">Null: the command has none, or a fader gives it. Counted in thousandths.</param>
public readonly record struct Lesson(CommandKind Command, double? Value = null)
{
    private const int Commands = 256;
    private const double Thousandths = 1_000, Zero = 1_000_000;

    /// <summary>The order to learn it. The number of the command is the value's lowest byte; above it stands, where there is
    /// one, the command's own value in thousandths, plus a million, so that it is never 0.</summary>
    public StageCommand ToLearn() =>
        new(CommandKind.Learn, (byte)Command + (Value is double value ? Commands * (Math.Round(value * Thousandths) + Zero) : 0));

    /// <summary>The order to forget whatever is bound to the command, with all values.</summary>
    public StageCommand ToUnlearn() => new(CommandKind.Unlearn, (byte)Command);

    /// <summary>What an order to learn or to forget speaks of.</summary>
    public static Lesson Of(in StageCommand order)
    {
        long number = (long)order.Value;
        long above = number / Commands;
        return new((CommandKind)(byte)number, above == 0 ? null : (above - Zero) / Thousandths);
    }
}
