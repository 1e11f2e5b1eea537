using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Moves belief towards what the steering asks for, before anything is chosen.</summary>
/// <remarks>Performer thread; allocates nothing.</remarks>
internal static class Lead
{
    private const double MostTaken = 30;        // nats: as good as forbidden, yet never a number lost
    private const double LoudnessWidth = 1.5;   // bins of four velocities: one standard deviation
    private const double MostGiven = 12;        // nats by which what is left over may grow

    // ln(steps) / ln(100), by steps: 0 for the shortest time shift, 1 for the longest
    private static readonly float[] Longness =
        [.. Enumerable.Range(0, Vocabulary.LongestShift + 1).Select(steps => steps == 0 ? 0 : (float)(Math.Log(steps) / Math.Log(Vocabulary.LongestShift)))];

    /// <summary>Positive: fewer strikes and longer steps of time; negative: more and shorter ones.</summary>
    /// <param name="lean">In nats: taken from each strike and touch, and given to the longest time shift.</param>
    public static void Pace(Span<float> belief, double lean)
    {
        Give(belief, (float)-lean);
        for (int steps = 1; steps <= Vocabulary.LongestShift; steps++)
            belief[Vocabulary.TimeShift(steps)] += (float)(lean * Longness[steps]);
    }

    /// <summary>Draws the touch towards a velocity bin: a normal curve around it, over touches and over strikes with the touch in force.</summary>
    public static void Touch(Span<float> belief, int bin, double target)
    {
        for (int i = 0; i < Vocabulary.VelocityBins; i++) belief[Vocabulary.FirstVelocity + i] -= Cost(i, target);
        if (bin < 0) return;

        float here = Cost(bin, target);
        for (int pitch = 0; pitch < Pitch.Count; pitch++) belief[Vocabulary.FirstNoteOn + pitch] -= here;
    }

    /// <summary>The logarithm of the belief, relative to its greatest, that a strike or a touch comes next; minus infinity where none may.</summary>
    /// <param name="top">What is taken as zero.</param>
    public static double Mass(ReadOnlySpan<float> belief, TokenMask mask, float top)
    {
        double sum = 0;
        for (int token = 0; token < Pitch.Count; token++) sum += mask[token] ? Math.Exp(belief[token] - top) : 0;
        for (int token = Vocabulary.FirstVelocity; token < Vocabulary.Size; token++) sum += mask[token] ? Math.Exp(belief[token] - top) : 0;
        return Math.Log(sum);
    }

    /// <summary>Gives strikes and touches the belief back that steering took from some of them: steering changes which, not how many.</summary>
    public static void Refill(Span<float> belief, double before, double after)
    {
        if (!double.IsFinite(before) || !double.IsFinite(after)) return;

        Give(belief, (float)Math.Clamp(before - after, 0, MostGiven + MostTaken));
    }

    // To every strike and touch.
    private static void Give(Span<float> belief, float nats)
    {
        for (int token = 0; token < Pitch.Count; token++) belief[token] += nats;
        for (int token = Vocabulary.FirstVelocity; token < Vocabulary.Size; token++) belief[token] += nats;
    }

    private static float Cost(int bin, double target)
    {
        double away = (bin - target) / LoudnessWidth;
        return (float)Math.Min(MostTaken, 0.5 * away * away);
    }
}
