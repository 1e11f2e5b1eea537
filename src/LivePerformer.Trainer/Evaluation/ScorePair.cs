using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The scores of several recordings, in both ways of putting them together.</summary>
/// <param name="Pooled">As if they were one: every note weighs the same.</param>
/// <param name="Mean">The mean of their scores: every recording weighs the same.</param>
public sealed record ScorePair(IReadOnlyDictionary<string, TranscriptionScore> Pooled, IReadOnlyDictionary<string, TranscriptionScore> Mean)
{
    internal static ScorePair Of(IEnumerable<IReadOnlyDictionary<string, MatchCount>> recordings)
    {
        IReadOnlyDictionary<string, MatchCount>[] all = [.. recordings];
        return new(TranscriptionScore.Pooled(all), TranscriptionScore.Mean(all));
    }
}
