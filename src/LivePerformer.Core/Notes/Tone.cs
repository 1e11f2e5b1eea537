namespace LivePerformer.Core;

/// <summary>The twelve tones by name, whatever the octave.</summary>
public static class Tone
{
    /// <summary>From C upwards, the black keys as they stand in most scores.</summary>
    public static IReadOnlyList<string> Names { get; } = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];

    /// <summary>Reads a letter and, where there is one, # or b: "C", "f#", "Eb".</summary>
    /// <param name="tone">In semitones above C, 0 to 11.</param>
    public static bool TryParse(string name, out int tone)
    {
        tone = 0;
        if (name.Length is < 1 or > 2) return false;

        int letter = "C.D.EF.G.A.B".IndexOf(char.ToUpperInvariant(name[0]), StringComparison.Ordinal);
        if (letter < 0 || name[0] == '.') return false;

        int? moved = name.Length == 1 ? 0 : name[1] switch { '#' => 1, 'b' or 'B' => -1, _ => null };
        if (moved is not int semitone) return false;

        tone = (letter + semitone + 12) % 12;
        return true;
    }
}
