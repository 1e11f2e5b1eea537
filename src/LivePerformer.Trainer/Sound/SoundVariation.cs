namespace LivePerformer.Trainer;

/// <summary>Which variation of its piano a recording was played on.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Seed">All the rest follows from it and the piano.</param>
/// <param name="Gamma">Amplitude is (velocity / 127) to the power of this; of a piano as it is, 2.</param>
/// <param name="Size">So many keys higher its recordings come from.</param>
/// <param name="Detune">Cents between the strings of a key; 0: as they are.</param>
/// <param name="Tuning">Cents by which the whole piano is tuned higher.</param>
public sealed record SoundVariation(int Number, int Seed, double Gamma, int Size, double Detune, double Tuning);
