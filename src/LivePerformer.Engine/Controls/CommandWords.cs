using System.Diagnostics.CodeAnalysis;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Commands as a musician writes them: "next", "go-to 3", "role duet", "temperature 0.9", "chord C-Eb-G", "learn veto".</summary>
public static class CommandWords
{
    private const int LongestQuote = 40;

    private static readonly (CommandKind Kind, string Word)[] Words =
    [
        (CommandKind.Start, "start"),
        (CommandKind.Stop, "stop"),
        (CommandKind.Veto, "veto"),
        (CommandKind.TakeOver, "take-over"),
        (CommandKind.Role, "role"),
        (CommandKind.Temperature, "temperature"),
        (CommandKind.Density, "density"),
        (CommandKind.Loudness, "loudness"),
        (CommandKind.Scale, "scale"),
        (CommandKind.Tonic, "tonic"),
        (CommandKind.Chord, "chord"),
        (CommandKind.FollowChord, "follow-chord"),
        (CommandKind.Lowest, "lowest"),
        (CommandKind.Highest, "highest"),
        (CommandKind.Tempo, "tempo"),
        (CommandKind.Tap, "tap"),
        (CommandKind.Metronome, "metronome"),
        (CommandKind.Entry, "entry"),
        (CommandKind.Next, "next"),
        (CommandKind.Previous, "previous"),
        (CommandKind.GoTo, "go-to"),
        (CommandKind.Panic, "panic"),
        (CommandKind.Learn, "learn"),
        (CommandKind.Unlearn, "unlearn"),
    ];

    /// <summary>Every command to which a control can be bound.</summary>
    public static IReadOnlyList<CommandKind> Bindable { get; } = [.. Words.Select(w => w.Kind).Where(IsBindable)];

    /// <summary>The word; empty for what only the program says to itself.</summary>
    public static string Of(CommandKind kind) => Words.FirstOrDefault(w => w.Kind == kind).Word ?? "";

    public static string Of(in Lesson lesson) =>
        lesson.Value is double value ? $"{Of(lesson.Command)} {ValueWords.Of(lesson.Command, value)}" : Of(lesson.Command);

    public static string Of(in StageCommand command) => command.Kind switch
    {
        CommandKind.Learn => $"learn {Of(Lesson.Of(command))}",
        CommandKind.Unlearn => $"unlearn {Of(Lesson.Of(command).Command)}",
        _ => Of(new Lesson(command.Kind, RangeOf(command.Kind) is null ? null : command.Value)),
    };

    /// <param name="fault">One line: what is wrong, and what would be right.</param>
    public static bool TryParse(string text, out StageCommand command, [NotNullWhen(false)] out string? fault)
    {
        command = default;
        string[] words = Split(text);
        CommandKind kind = KindOf(words, out fault);
        if (fault is not null) return false;

        if (kind is CommandKind.Learn or CommandKind.Unlearn)
        {
            if (!TryParse(words[1..], kind == CommandKind.Unlearn ? Value.None : Value.MayBe, out Lesson lesson, out fault)) return false;

            command = kind == CommandKind.Learn ? lesson.ToLearn() : lesson.ToUnlearn();
            return true;
        }

        if (!TryParse(words, Value.Must, out Lesson told, out fault)) return false;

        command = new(told.Command, told.Value ?? 0);
        return true;
    }

    /// <summary>What a control shall be bound to: "next", "go-to 3", "temperature" for a fader, "temperature 0.9" for a button.</summary>
    /// <param name="fault">One line: what is wrong, and what would be right.</param>
    public static bool TryParse(string text, out Lesson lesson, [NotNullWhen(false)] out string? fault) =>
        TryParse(Split(text), Value.MayBe, out lesson, out fault);

    /// <summary>The least and the greatest value; null where a command has none.</summary>
    public static (double Least, double Most)? RangeOf(CommandKind kind) => ValueWords.RangeOf(kind);

    /// <summary>A value of a command as a musician writes it: "duet", "Eb", "0.9".</summary>
    public static string ValueOf(CommandKind kind, double value) => ValueWords.Of(kind, value);

    /// <summary>Whether a fader can give the values.</summary>
    public static bool IsContinuous(CommandKind kind) => ValueWords.IsContinuous(kind);

    /// <summary>A command's value alone, such as "duet", "natural-minor", "C-Eb-G" or "0.9".</summary>
    public static string ValueOf(in StageCommand command) => ValueWords.Of(command.Kind, command.Value);

    /// <summary>Whether a control can be bound to it.</summary>
    public static bool CanLearn(in Lesson lesson) =>
        IsBindable(lesson.Command) && (lesson.Value is double value ? ValueWords.IsInRange(lesson.Command, value) : RangeOf(lesson.Command) is null || IsContinuous(lesson.Command));

    private enum Value
    {
        None,
        MayBe,      // a fader may give it
        Must,
    }

    private static bool IsBindable(CommandKind kind) => kind is >= CommandKind.Start and <= CommandKind.Panic or >= CommandKind.Scale and <= CommandKind.Entry;

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static CommandKind KindOf(string[] words, out string? fault)
    {
        string word = words.Length == 0 ? "" : words[0];
        CommandKind kind = Words.FirstOrDefault(w => w.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Kind;
        fault = kind == CommandKind.None ? $"'{Quote(word)}' is no command. There are: {string.Join(' ', Words.Select(w => w.Word))}." : null;
        return kind;
    }

    private static bool TryParse(string[] words, Value value, out Lesson lesson, [NotNullWhen(false)] out string? fault)
    {
        lesson = default;
        CommandKind kind = KindOf(words, out fault);
        if (fault is null && !IsBindable(kind)) fault = $"No control can be bound to '{Of(kind)}'. There are: {string.Join(' ', Bindable.Select(Of))}.";
        if (fault is not null) return false;

        bool takes = RangeOf(kind) is not null && value != Value.None;
        if (takes && words.Length > 2 && ValueWords.MayBeSeveral(kind)) words = [words[0], string.Join('-', words[1..])];
        if (words.Length > (takes ? 2 : 1))
            fault = $"'{Of(kind)}' stands alone{(takes ? " with its value" : "")}: '{Quote(words[^1])}' is too much.";
        else if (words.Length == 2)
            return TryParse(kind, words[1], out lesson, out fault);
        else if (takes && (value == Value.Must || !IsContinuous(kind)))
            fault = ValueWords.Wants(kind, Of(kind));
        else
            lesson = new(kind);
        return fault is null;
    }

    private static bool TryParse(CommandKind kind, string word, out Lesson lesson, [NotNullWhen(false)] out string? fault)
    {
        fault = ValueWords.TryParse(kind, word, out double value) ? null : $"{ValueWords.Wants(kind, Of(kind))} '{Quote(word)}' is not.";
        lesson = new(kind, value);
        return fault is null;
    }

    /// <summary>Of what somebody wrote, so much as fits into a line.</summary>
    private static string Quote(string word) =>
        string.Concat(word.Take(LongestQuote).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (word.Length > LongestQuote ? "..." : "");
}
