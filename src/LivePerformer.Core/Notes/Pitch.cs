namespace LivePerformer.Core;

/// <summary>A key of the piano as MIDI numbers it: 0 to 127, middle C is 60.</summary>
public readonly record struct Pitch : IComparable<Pitch>
{
    public const int Count = 128;

    /// <summary>The names of the twelve tones from C upwards, the black keys as sharps.</summary>
    public static IReadOnlyList<string> Tones { get; } = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 127.</exception>
    public Pitch(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 127);
        Number = (byte)number;
    }

    public byte Number { get; }

    public int CompareTo(Pitch other) => Number.CompareTo(other.Number);

    public static bool operator <(Pitch left, Pitch right) => left.Number < right.Number;
    public static bool operator <=(Pitch left, Pitch right) => left.Number <= right.Number;
    public static bool operator >(Pitch left, Pitch right) => left.Number > right.Number;
    public static bool operator >=(Pitch left, Pitch right) => left.Number >= right.Number;

    /// <summary>Scientific pitch notation: 60 is C4.</summary>
    public override string ToString() => $"{Tones[Number % 12]}{(Number / 12) - 1}";
}
