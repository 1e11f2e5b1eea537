using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>The values of commands as a musician writes them: numbers, "duet", "Eb", "C-Eb-G", "on", "off".</summary>
internal static class ValueWords
{
    private const string Off = "off";

    private static readonly string[] Roles = NamesOf<Role>(), Entries = NamesOf<Entry>(), Scales = NamesOf<Scale>(), Switch = [Off, "on"];

    /// <summary>The least and the greatest value; null where a command has none.</summary>
    public static (double Least, double Most)? RangeOf(CommandKind kind) => kind switch
    {
        CommandKind.Temperature => (0.01, 4),
        CommandKind.Density => (0, 30),
        CommandKind.Loudness => (-64, 64),
        CommandKind.GoTo => (1, 999),
        CommandKind.Chord => (0, PitchClasses.All.Bits),
        CommandKind.Lowest or CommandKind.Highest => (0, Pitch.Count - 1),
        CommandKind.Tempo => (TempoGrid.Slowest, TempoGrid.Fastest),
        _ => NamesOf(kind) is { } names ? (0, names.Count - 1) : null,
    };

    /// <summary>Whether a fader can give the values.</summary>
    public static bool IsContinuous(CommandKind kind) =>
        kind is CommandKind.Temperature or CommandKind.Density or CommandKind.Loudness or CommandKind.Lowest or CommandKind.Highest or CommandKind.Tempo;

    public static bool IsInRange(CommandKind kind, double value)
    {
        if (kind == CommandKind.Tempo && value == 0) return true;
        return RangeOf(kind) is (double least, double most) && value >= least && value <= most && (!IsWhole(kind) || value == Math.Floor(value));
    }

    /// <summary>Whether the value may be several words: "C Eb G", "natural minor".</summary>
    public static bool MayBeSeveral(CommandKind kind) => kind is CommandKind.Chord or CommandKind.Scale;

    /// <summary>False where the word is none of the command's values.</summary>
    public static bool TryParse(CommandKind kind, string word, out double value)
    {
        value = double.NaN;
        if (IsWord(word, Off) && kind is CommandKind.Tempo or CommandKind.Chord or CommandKind.Scale) value = 0;
        else if (kind == CommandKind.Chord) value = PitchClasses.TryParse(word, out PitchClasses chord) && chord != PitchClasses.None ? chord.Bits : double.NaN;
        else if (kind == CommandKind.Tonic) value = Tone.TryParse(word, out int tone) ? tone : IndexOf(Enum.GetNames<Tonic>(), word);
        else if (NamesOf(kind) is { } names) value = IndexOf(names, word);
        else if (kind is CommandKind.Lowest or CommandKind.Highest && SignWords.TryKey(word, out Pitch key)) value = key.Number;
        else if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) value = number + 0.0;     // no -0
        return IsInRange(kind, value);
    }

    public static string Of(CommandKind kind, double value) =>
        !IsInRange(kind, value) ? Number(value)
        : value == 0 && kind is CommandKind.Tempo or CommandKind.Chord ? Off
        : kind == CommandKind.Chord ? new PitchClasses((ushort)value).ToString().Replace(' ', '-')
        : NamesOf(kind) is { } names ? names[(int)value]
        : Number(value);

    /// <summary>"'go-to' takes a whole number from 1 to 999."</summary>
    /// <param name="word">The command's.</param>
    public static string Wants(CommandKind kind, string word)
    {
        if (kind == CommandKind.Chord) return $"'{word}' takes tones with hyphens between, such as C-Eb-G, or off.";
        if (NamesOf(kind) is { } names) return $"'{word}' takes one of: {string.Join(' ', names)}.";

        (double least, double most) = RangeOf(kind)!.Value;
        string also = kind switch
        {
            CommandKind.Lowest or CommandKind.Highest => ", or a key such as C2",
            CommandKind.Tempo => ", or off",
            _ => "",
        };
        return $"'{word}' takes a {(IsWhole(kind) ? "whole " : "")}number from {Number(least)} to {Number(most)}{also}.";
    }

    private static IReadOnlyList<string>? NamesOf(CommandKind kind) => kind switch
    {
        CommandKind.Role => Roles,
        CommandKind.Scale => Scales,
        CommandKind.Tonic => Tone.Names,
        CommandKind.FollowChord or CommandKind.Metronome => Switch,
        CommandKind.Entry => Entries,
        _ => null,
    };

    // "NaturalMinor" is "natural-minor"
    private static string[] NamesOf<TWord>()
        where TWord : struct, Enum =>
        [.. Enum.GetNames<TWord>().Select(name => string.Concat(name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}")))];

    // presets write it as one word: naturalMinor
    private static double IndexOf(IReadOnlyList<string> names, string word)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (IsWord(names[i], word) || IsWord(names[i].Replace("-", "", StringComparison.Ordinal), word)) return i;
        }

        return double.NaN;
    }

    private static bool IsWhole(CommandKind kind) => !IsContinuous(kind) || kind is CommandKind.Lowest or CommandKind.Highest;

    private static bool IsWord(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
