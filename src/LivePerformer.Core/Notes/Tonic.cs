namespace LivePerformer.Core;

/// <summary>The tone on which a scale stands, in semitones above C.</summary>
public enum Tonic
{
    C,
    CSharp,
    D,
    EFlat,
    E,
    F,
    FSharp,
    G,
    AFlat,
    A,
    BFlat,
    B,
}
