namespace LivePerformer.Trainer;

/// <summary>A MIDI file of a data set, and the split it belongs to.</summary>
/// <param name="File">Path below the data set's folder, with forward slashes.</param>
public sealed record SourcePiece(string File, string Split);
