namespace LivePerformer.Music;

/// <summary>How well one list of notes stands for another.</summary>
/// <remarks>mir_eval's transcription and transcription_velocity, 0 where a list is empty. The dictionaries' keys are the names in
/// <see cref="TranscriptionRule.All"/>.</remarks>
/// <param name="Precision">Of the notes told, the share that is right.</param>
/// <param name="Recall">Of the notes played, the share that was told.</param>
/// <param name="F1">The harmonic mean of both.</param>
/// <param name="Overlap">The mean, over the notes that are right, of the time in which both sound by the time in which either does.</param>
public sealed record TranscriptionScore(double Precision, double Recall, double F1, double Overlap)
{
    public static IReadOnlyDictionary<string, TranscriptionScore> Of(IReadOnlyList<TranscribedNote> reference, IReadOnlyList<TranscribedNote> estimate) =>
        Of(Count(reference, estimate));

    public static IReadOnlyDictionary<string, TranscriptionScore> Of(IReadOnlyDictionary<string, MatchCount> counts) =>
        ByRule(rule => counts[rule.Name].Score);

    /// <summary>What the scores are made of.</summary>
    public static IReadOnlyDictionary<string, MatchCount> Count(IReadOnlyList<TranscribedNote> reference, IReadOnlyList<TranscribedNote> estimate)
    {
        var matchings = new Dictionary<(double, bool), IReadOnlyList<(int, int)>>();
        return ByRule(rule =>
        {
            if (!matchings.TryGetValue((rule.Onset, rule.Offset), out IReadOnlyList<(int, int)>? matching))
                matchings[(rule.Onset, rule.Offset)] = matching = NoteMatching.Of(reference, estimate, rule.Onset, rule.Offset);
            return MatchCount.Of(reference, estimate, rule.Velocity ? VelocityMatching.Of(matching, reference, estimate) : matching);
        });
    }

    /// <summary>Several recordings as if they were one: every note weighs the same. Velocities are put in line recording by recording.</summary>
    public static IReadOnlyDictionary<string, TranscriptionScore> Pooled(IReadOnlyCollection<IReadOnlyDictionary<string, MatchCount>> recordings) =>
        ByRule(rule => recordings.Aggregate(default(MatchCount), (sum, counts) => sum + counts[rule.Name]).Score);

    /// <summary>The mean of several recordings' scores: every recording weighs the same. 0 for none.</summary>
    public static IReadOnlyDictionary<string, TranscriptionScore> Mean(IReadOnlyCollection<IReadOnlyDictionary<string, MatchCount>> recordings) => ByRule(rule =>
    {
        TranscriptionScore[] scores = [.. recordings.Select(counts => counts[rule.Name].Score)];
        return scores.Length == 0 ? default(MatchCount).Score
            : new(scores.Average(s => s.Precision), scores.Average(s => s.Recall), scores.Average(s => s.F1), scores.Average(s => s.Overlap));
    });

    // In the order in which they are told.
    private static OrderedDictionary<string, T> ByRule<T>(Func<TranscriptionRule, T> value) =>
        new(TranscriptionRule.All.Select(rule => KeyValuePair.Create(rule.Name, value(rule))));
}
