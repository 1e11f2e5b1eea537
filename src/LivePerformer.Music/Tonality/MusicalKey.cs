namespace LivePerformer.Music;

/// <summary>What a piece calls home: C major, A minor, and the 22 others.</summary>
public readonly record struct MusicalKey
{
    private static readonly string[] MajorNames = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
    private static readonly string[] MinorNames = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"];

    /// <param name="tonic">Pitch class of the home note: 0 is C, 11 is B.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pitch class is not 0 to 11.</exception>
    public MusicalKey(int tonic, KeyMode mode)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tonic);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tonic, 11);
        Tonic = tonic;
        Mode = mode;
    }

    /// <summary>All 24, major before minor, each from C upwards.</summary>
    public static IReadOnlyList<MusicalKey> All { get; } =
        [.. from mode in Enum.GetValues<KeyMode>() from tonic in Enumerable.Range(0, 12) select new MusicalKey(tonic, mode)];

    /// <summary>Pitch class of the home note: 0 is C, 11 is B.</summary>
    public int Tonic { get; }

    public KeyMode Mode { get; }

    /// <summary>As one says it: Eb major, F# minor.</summary>
    public override string ToString() => Mode == KeyMode.Major ? $"{MajorNames[Tonic]} major" : $"{MinorNames[Tonic]} minor";

    /// <summary>The key that <see cref="ToString"/> names so; false where there is none.</summary>
    public static bool TryParse(string name, out MusicalKey key)
    {
        foreach (MusicalKey one in All)
        {
            if (one.ToString() != name) continue;

            key = one;
            return true;
        }

        key = default;
        return false;
    }
}
