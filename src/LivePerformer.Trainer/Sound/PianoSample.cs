using System.Globalization;
using System.Text.RegularExpressions;

namespace LivePerformer.Trainer;

/// <summary>A recording of one key at one touch, as the name of its file tells.</summary>
/// <param name="Layer">Higher is louder; 0 where the name has none.</param>
/// <param name="Key">MIDI number.</param>
internal sealed partial record PianoSample(string Path, int Layer, int Key)
{
    private const int LowestKey = 21, HighestKey = 108;

    /// <summary>Reads names such as "A0v8", "D#4 vel3", "LEVEL2 CLOSE 60": a tone with its octave (C4 is 60) or a MIDI number, and a
    /// layer. Null where a name has no key of the piano.</summary>
    public static PianoSample? Of(string path)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        Match layered = LayerMark().Match(name);
        int layer = layered.Success ? int.Parse(layered.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        string rest = layered.Success ? name.Remove(layered.Index, layered.Length) : name;
        return (ToneOf(rest) ?? NumberOf(rest)) is { } key ? new(path, layer, key) : null;
    }

    private static int? ToneOf(string name)
    {
        Match tone = ToneMark().Matches(name).LastOrDefault() ?? Match.Empty;
        if (!tone.Success) return null;

        int step = "C.D.EF.G.A.B".IndexOf(char.ToUpperInvariant(tone.Groups[1].Value[0]), StringComparison.Ordinal);
        int alter = tone.Groups[2].Value switch { "#" or "s" => 1, "b" => -1, _ => 0 };
        return OfPiano((12 * (int.Parse(tone.Groups[3].ValueSpan, CultureInfo.InvariantCulture) + 1)) + step + alter);
    }

    private static int? NumberOf(string name) => Number().Matches(name).LastOrDefault() is { } number && number.Length < 4
        ? OfPiano(int.Parse(number.ValueSpan, CultureInfo.InvariantCulture)) : null;

    private static int? OfPiano(int key) => key is >= LowestKey and <= HighestKey ? key : null;

    [GeneratedRegex(@"(?:level|layer|velocity|vel|v)[ _\-]?(\d{1,3})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex LayerMark();

    [GeneratedRegex(@"(?<![A-Za-z])([A-Ga-g])([#sb]?)(-?\d)(?![0-9])")]
    private static partial Regex ToneMark();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
