namespace LivePerformer.Core;

/// <summary>A scale, without its tonic.</summary>
public enum Scale
{
    Chromatic,
    Major,
    NaturalMinor,
    HarmonicMinor,
    Dorian,
    Mixolydian,
    Blues,
    MajorPentatonic,
    MinorPentatonic,
}
