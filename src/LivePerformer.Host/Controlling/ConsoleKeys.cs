using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>What a key of the computer commands.</summary>
/// <param name="Command">What it says; of a step, the kind alone counts.</param>
/// <param name="Else">What it says instead where the AI has been stopped.</param>
/// <param name="Step">By how much it moves a value from where it stands; 0: it does not.</param>
internal readonly record struct ConsoleKeyCommand(StageCommand Command, StageCommand? Else = null, double Step = 0)
{
    /// <param name="isStopped">The AI has been stopped.</param>
    /// <param name="standing">Where the value of a command's kind stands now.</param>
    public StageCommand Now(bool isStopped, Func<CommandKind, double> standing)
    {
        if (Step == 0) return isStopped ? Else ?? Command : Command;

        (double least, double most) = Engine.CommandWords.RangeOf(Command.Kind)!.Value;
        return Command with { Value = Math.Clamp(Math.Round(standing(Command.Kind) + Step, 2), least, most) };
    }
}

/// <summary>The keys of the computer by which a performance is led, and how they are told to the musician.</summary>
internal static class ConsoleKeys
{
    private const double Warmer = 0.05, Denser = 1, Louder = 4;

    /// <summary>For a footer, each a key and what it does.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "space take over", "v veto", "s stop/start", "n/p next/previous", "1-9 go to", "a/d/c answer/duet/continue",
        "+/- temperature", "[/] density", "up/down loudness", "esc panic",
    ];

    public static bool TryGet(ConsoleKeyInfo key, out ConsoleKeyCommand command)
    {
        command = key.Modifiers.HasFlag(ConsoleModifiers.Control) || key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? default : ByKey(key.Key) ?? ByLetter(key.KeyChar) ?? default;
        return command != default;
    }

    private static ConsoleKeyCommand? ByKey(ConsoleKey key) => key switch
    {
        ConsoleKey.Escape => Plain(CommandKind.Panic),
        ConsoleKey.RightArrow => Plain(CommandKind.Next),
        ConsoleKey.LeftArrow => Plain(CommandKind.Previous),
        ConsoleKey.UpArrow => Steps(CommandKind.Loudness, Louder),
        ConsoleKey.DownArrow => Steps(CommandKind.Loudness, -Louder),
        _ => null,
    };

    private static ConsoleKeyCommand? ByLetter(char letter) => char.ToLowerInvariant(letter) switch
    {
        ' ' => Plain(CommandKind.TakeOver),
        'v' => Plain(CommandKind.Veto),
        's' => new(new(CommandKind.Stop), Else: new StageCommand(CommandKind.Start)),
        'n' => Plain(CommandKind.Next),
        'p' => Plain(CommandKind.Previous),
        >= '1' and <= '9' => Plain(CommandKind.GoTo, letter - '0'),
        'a' => Plain(CommandKind.Role, (int)Engine.Role.Answer),
        'd' => Plain(CommandKind.Role, (int)Engine.Role.Duet),
        'c' => Plain(CommandKind.Role, (int)Engine.Role.Continue),
        '+' or '=' => Steps(CommandKind.Temperature, Warmer),       // one key on many keyboards
        '-' => Steps(CommandKind.Temperature, -Warmer),
        ']' => Steps(CommandKind.Density, Denser),
        '[' => Steps(CommandKind.Density, -Denser),
        _ => null,
    };

    private static ConsoleKeyCommand Plain(CommandKind kind, double value = 0) => new(new(kind, value));

    private static ConsoleKeyCommand Steps(CommandKind kind, double step) => new(new(kind), Step: step);
}
