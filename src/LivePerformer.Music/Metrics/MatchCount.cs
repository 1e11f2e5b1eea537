namespace LivePerformer.Music;

/// <summary>How many notes there are, were told and are right: counts, which add up over recordings.</summary>
/// <param name="Reference">Notes of the reference.</param>
/// <param name="Estimate">Notes of the estimate.</param>
/// <param name="Matched">Notes of the estimate that are right.</param>
/// <param name="Overlap">The sum, over these, of the time in which both notes sound by the time in which either does.</param>
public readonly record struct MatchCount(int Reference, int Estimate, int Matched, double Overlap)
{
    /// <summary>0 wherever there is nothing to divide by, as mir_eval has it.</summary>
    public TranscriptionScore Score
    {
        get
        {
            double precision = Share(Matched, Estimate), recall = Share(Matched, Reference);
            return new(precision, recall, Share(2 * precision * recall, precision + recall), Share(Overlap, Matched));
        }
    }

    public static MatchCount operator +(MatchCount one, MatchCount other) =>
        new(one.Reference + other.Reference, one.Estimate + other.Estimate, one.Matched + other.Matched, one.Overlap + other.Overlap);

    internal static MatchCount Of(IReadOnlyList<TranscribedNote> reference, IReadOnlyList<TranscribedNote> estimate, IReadOnlyList<(int Reference, int Estimate)> matching) =>
        new(reference.Count, estimate.Count, matching.Count, matching.Sum(pair => OverlapOf(reference[pair.Reference], estimate[pair.Estimate])));

    private static double OverlapOf(TranscribedNote one, TranscribedNote other)
    {
        double both = Math.Min(one.Offset, other.Offset) - Math.Max(one.Onset, other.Onset);
        double either = Math.Max(one.Offset, other.Offset) - Math.Min(one.Onset, other.Onset);
        return either > 0 ? both / either : 1;   // two notes without length at the same moment, which mir_eval refuses
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
