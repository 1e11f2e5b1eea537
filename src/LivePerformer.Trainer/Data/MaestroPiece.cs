namespace LivePerformer.Trainer;

/// <summary>One row of <c>maestro-v3.0.0.csv</c>: a performance, and the split it belongs to.</summary>
/// <param name="Year">Year of the performance, or 0 where the table has none.</param>
/// <param name="MidiFile">Path of the MIDI file below the data set's folder, with forward slashes.</param>
/// <param name="AudioFile">Path of the recording, or empty.</param>
/// <param name="Seconds">Duration as the table states it.</param>
public sealed record MaestroPiece(
    string Composer, string Title, string Split, int Year, string MidiFile, string AudioFile, double Seconds);
