using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Signs as a musician writes them: "pedal 67", "key C2", "controller 20 channel 3", "program 5 input 2".</summary>
/// <remarks>Programs, channels and inputs are counted from 1, as on keyboards, everything else as MIDI numbers it.</remarks>
public static class SignWords
{
    /// <summary>From here on controllers are channel mode messages and no controls.</summary>
    private const int Controllers = 120;

    private const string Examples = "Write it as \"pedal 67\", \"key C2\", \"key 21\", \"controller 20 channel 3\" or \"program 5 input 2\".";

    public static string Of(CueSign sign) => sign.Kind == SignKind.None ? "nothing" : Plain(sign)
        + (sign.Channel is int channel ? $" channel {channel + 1}" : "")
        + (sign.Port is int port ? $" input {port + 1}" : "");

    /// <param name="fault">One line: what is wrong, and what would be right.</param>
    public static bool TryParse(string text, out CueSign sign, [NotNullWhen(false)] out string? fault) => TryParse(text, firstProgram: 1, out sign, out fault);

    /// <param name="firstProgram">The number of the first program: 1, or 0 as older builds had it.</param>
    internal static bool TryParse(string text, int firstProgram, out CueSign sign, [NotNullWhen(false)] out string? fault)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        sign = default;
        fault = $"'{text}' is no control. {Examples}";
        if (words.Length < 2 || words.Length % 2 != 0 || !TryPlain(words[0], words[1], firstProgram, out CueSign found)) return false;

        for (int i = 2; i < words.Length; i += 2)
        {
            if (found.Channel is null && IsWord(words[i], "channel") && TryNumber(words[i + 1], 1, 16, out int channel)) found = found.OnChannel(channel - 1);
            else if (found.Port is null && IsWord(words[i], "input") && TryNumber(words[i + 1], 1, 255, out int input)) found = found.OnPort((byte)(input - 1));
            else return false;
        }

        sign = found;
        fault = null;
        return true;
    }

    private static string Plain(CueSign sign) => sign.Kind switch
    {
        SignKind.Key => $"key {new Pitch(sign.Number & 0x7F)}",
        SignKind.Controller when sign.Number is >= ControlChange.Sustain and <= 69 => $"pedal {sign.Number}",    // MIDI 1.0: 64 to 69 are pedals
        SignKind.Controller => $"controller {sign.Number}",
        _ => $"program {sign.Number + 1}",
    };

    private static bool TryPlain(string word, string number, int firstProgram, out CueSign sign)
    {
        sign = default;
        if (IsWord(word, "key") && TryKey(number, out Pitch key)) sign = CueSign.Key(key);
        else if ((IsWord(word, "pedal") || IsWord(word, "controller")) && TryNumber(number, 0, Controllers - 1, out int controller)) sign = CueSign.Pedal((byte)controller);
        else if (IsWord(word, "program") && TryNumber(number, firstProgram, firstProgram + 127, out int program)) sign = CueSign.Program((byte)(program - firstProgram));
        return sign != CueSign.None;
    }

    /// <summary>A number, or a name such as C2, F#3 or Bb-1; middle C is C4.</summary>
    internal static bool TryKey(string text, out Pitch key)
    {
        key = default;
        if (TryNumber(text, 0, Pitch.Count - 1, out int number))
        {
            key = new(number);
            return true;
        }

        int letter = "C D EF G A B".IndexOf(char.ToUpperInvariant(text[0]), StringComparison.Ordinal);
        if (letter < 0 || text[0] == ' ') return false;

        int sharp = text.Length < 2 ? 0 : text[1] switch { '#' => 1, 'b' => -1, _ => 0 };
        if (!int.TryParse(text[(sharp == 0 ? 1 : 2)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int octave)) return false;
        if (octave is < -1 or > 9) return false;

        int pitch = ((octave + 1) * 12) + letter + sharp;
        if (pitch is < 0 or >= Pitch.Count) return false;

        key = new(pitch);
        return true;
    }

    private static bool IsWord(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool TryNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
