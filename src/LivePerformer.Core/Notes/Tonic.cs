namespace LivePerformer.Core;

/// <summary>The tone on which a scale stands, in semitones above C. The numbers stand in takes.</summary>
public enum Tonic
{
    C = 0,
    CSharp = 1,
    D = 2,
    EFlat = 3,
    E = 4,
    F = 5,
    FSharp = 6,
    G = 7,
    AFlat = 8,
    A = 9,
    BFlat = 10,
    B = 11,
}
