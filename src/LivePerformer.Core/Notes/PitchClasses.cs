using System.Numerics;

namespace LivePerformer.Core;

/// <summary>A set of the twelve tones: a scale or a chord, whatever the octave.</summary>
/// <param name="Bits">Bit n is set where the tone n semitones above C belongs to it.</param>
public readonly record struct PitchClasses(ushort Bits)
{
    public static PitchClasses None => default;

    public static PitchClasses All => new(0xFFF);

    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The tones of a scale.</summary>
    public static PitchClasses Of(Scale scale, Tonic tonic) => Over(tonic, scale switch
    {
        Scale.Major => [0, 2, 4, 5, 7, 9, 11],
        Scale.NaturalMinor => [0, 2, 3, 5, 7, 8, 10],
        Scale.HarmonicMinor => [0, 2, 3, 5, 7, 8, 11],
        Scale.Dorian => [0, 2, 3, 5, 7, 9, 10],
        Scale.Mixolydian => [0, 2, 4, 5, 7, 9, 10],
        Scale.Blues => [0, 3, 5, 6, 7, 10],
        Scale.MajorPentatonic => [0, 2, 4, 7, 9],
        Scale.MinorPentatonic => [0, 3, 5, 7, 10],
        _ => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    });

    /// <summary>Reads names such as "C Eb G" or "C-Eb-G"; an empty text is the empty set.</summary>
    public static bool TryParse(string text, out PitchClasses classes)
    {
        classes = None;
        foreach (string name in text.Split([' ', ',', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Tone.TryParse(name, out int tone)) return false;

            classes = classes.With(tone);
        }

        return true;
    }

    public bool Contains(int pitch) => ((Bits >> (pitch % 12)) & 1) != 0;

    public PitchClasses With(int pitch) => new((ushort)(Bits | (1 << (pitch % 12))));

    /// <summary>The same tones so many semitones higher, or lower.</summary>
    public PitchClasses Transposed(int semitones)
    {
        int up = ((semitones % 12) + 12) % 12;
        return new((ushort)(((Bits << up) | (Bits >> (12 - up))) & 0xFFF));
    }

    public static PitchClasses operator &(PitchClasses left, PitchClasses right) => new((ushort)(left.Bits & right.Bits));

    public override string ToString()
    {
        ushort bits = Bits;
        return string.Join(' ', Tone.Names.Where((_, tone) => ((bits >> tone) & 1) != 0));
    }

    private static PitchClasses Over(Tonic tonic, ReadOnlySpan<int> tones)
    {
        PitchClasses classes = None;
        foreach (int tone in tones) classes = classes.With((int)tonic + tone);
        return classes;
    }
}
