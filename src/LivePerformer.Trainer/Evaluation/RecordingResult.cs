using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>A recording, the notes that were played, and what a transcriber made of it.</summary>
/// <param name="Pair">Where it lies.</param>
/// <param name="Reference">The notes that were played.</param>
/// <param name="Heard">What the transcriber heard.</param>
/// <param name="Busy">Processor time that it took, reading the file included.</param>
internal sealed record RecordingResult(RecordingPair Pair, IReadOnlyList<TranscribedNote> Reference, HeardRecording Heard, TimeSpan Busy)
{
    public double Seconds => Heard.Seconds;

    /// <summary>Nothing was played: every note is a false one.</summary>
    public bool IsEmpty => Reference.Count == 0;

    public double FalseNotesPerMinute => Heard.Notes.Count * 60 / Math.Max(Seconds, 1e-9);

    /// <summary>Matches as they are, or with so many seconds taken off what was told.</summary>
    public IReadOnlyDictionary<string, MatchCount> Count(double lag = 0) => TranscriptionScore.Count(Reference, Earlier(lag));

    /// <summary>How much later than played each matched note begins, when matched with the lag taken off; the lag itself is not taken off.</summary>
    public IEnumerable<double> Differences(double lag) => Matched(lag).Select(pair => Heard.Notes[pair.Estimate].Onset - Reference[pair.Reference].Onset);

    /// <summary>Seconds from the annotated onset of each matched note to the moment when it was told.</summary>
    public IEnumerable<double> Delays() => Matched(0).Select(pair => Heard.Told[pair.Estimate] - Reference[pair.Reference].Onset);

    /// <summary>Seconds from the onset that each note bears to the moment when it was told.</summary>
    public IEnumerable<double> StampDelays() => Heard.Notes.Select((note, i) => Heard.Told[i] - note.Onset);

    private IReadOnlyList<(int Reference, int Estimate)> Matched(double lag) => NoteMatching.Of(Reference, Earlier(lag), TranscriptionRule.Usual.Onset);

    private IReadOnlyList<TranscribedNote> Earlier(double lag) => lag == 0 ? Heard.Notes
        : [.. Heard.Notes.Select(note => note with { Onset = note.Onset - lag, Offset = note.Offset - lag })];
}
