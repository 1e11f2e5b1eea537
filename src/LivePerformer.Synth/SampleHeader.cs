namespace LivePerformer.Synth;

/// <summary>Where a recording lies among the font's samples, and at which pitch and rate it was made.</summary>
/// <param name="Start">First frame, counted from the start of the font's samples.</param>
/// <param name="End">First frame behind the recording.</param>
/// <param name="RootKey">The key at which the recording sounds as it was made.</param>
/// <param name="Correction">Cents to add.</param>
public sealed record SampleHeader(
    string Name, int Start, int End, int LoopStart, int LoopEnd, int SampleRate, byte RootKey, sbyte Correction);
