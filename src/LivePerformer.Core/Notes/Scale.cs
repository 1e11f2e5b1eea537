namespace LivePerformer.Core;

/// <summary>A scale, without its tonic. The numbers stand in takes: they are never given to something else.</summary>
public enum Scale
{
    Chromatic = 0,
    Major = 1,
    NaturalMinor = 2,
    HarmonicMinor = 3,
    Dorian = 4,
    Mixolydian = 5,
    Blues = 6,
    MajorPentatonic = 7,
    MinorPentatonic = 8,
}
