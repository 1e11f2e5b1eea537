using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Finds the beat in what a human plays, while it is played.</summary>
/// <remarks>
/// Bayesian filtering over beat length and place within the beat: the bar pointer model (Whiteley, Cemgil and Godsill, 2006)
/// with the states of Krebs, Boeck and Widmer (2015), at 50 steps a second. What is observed are onsets of keys instead of
/// sound: how likely one is on the beat, on its half, quarters and thirds, and elsewhere, at each density of notes, was
/// counted in the training split of the ASAP annotations (Foscarin et al., 2020), and so were the weights of loudness, size
/// and register of a chord, which speak for the beat. A beat is told when the belief has passed it, and the next one is
/// foretold by the belief's length. The step waits 40 ms for a rolled chord.
/// Classical music played freely is hard, and half or double the written beat is as good an answer: ask
/// <see cref="Confidence"/>. Performer thread; allocates nothing after the constructor.
/// </remarks>
public sealed class BeatTracker
{
    /// <summary>How sure it must be before anybody should play by it.</summary>
    public const double Sure = 0.6;

    private const double Frame = 0.02;                  // seconds
    private const int Wait = 2;                         // frames until a chord is complete
    private const int Shortest = 14, Longest = 90;      // frames a beat: 214 to 33 beats a minute
    private const double Step = 1.04;                   // from one length to the next
    private const double Slip = 0.15;                   // how likely the place falls back, or runs ahead, by a frame
    private const double Rubato = 0.05;                 // scale of the change of length from beat to beat (Laplace)
    private const double UsualBeat = 0.46, Spread = 0.4, Pull = 0.1;    // seconds; of its logarithm; towards it at each beat
    private const double Scatter = 0.022;               // of onsets around their place, in seconds
    private const double Stray = 0.15;                  // onsets a beat that are nowhere
    private const double MassWeight = 1.6, LowWeight = 0.9, MostWeight = 1.5;
    private const double Remembered = 0.05;             // weight of the newest onset in what is usual
    private const double DensitySpan = 6;               // seconds
    private const int Silence = 100;                    // frames after which nothing is concluded any more
    private const int Forgotten = 250;                  // frames of silence after which the beat is no longer felt
    private const int Steady = 4;                       // beats over which an even tempo is measured
    private const double Even = 0.15;                   // how far an interval may be off for that
    private const double Hit = 0.07, Believed = 6;      // seconds beside the foretold beat; beats that count for confidence
    private const double Band = 0.08, Switch = 1.2;     // how wide a length is taken, and how much better another must be

    /// <summary>Onsets a beat, and how many of them lie on the beat, on its half, on each quarter, on each third, elsewhere.</summary>
    private static readonly double[][] Expected =
    [
        [0.5, .40, .03, .01, .005, .03],
        [1, .80, .14, .045, .01, .05],
        [2, .92, .56, .14, .03, .10],
        [3, .94, .52, .36, .15, .30],
        [4, .97, .83, .79, .12, .30],
        [5, .95, .72, .63, .33, .9],
        [6, .97, .84, .65, .57, 1.3],
        [8, .97, .90, .80, .70, 3],
    ];

    private readonly record struct Strike(long Frame, byte Velocity, byte Pitch);

    private readonly int beatsPerBar;
    private readonly int[] lengths = Lengths();
    private readonly int[] starts;              // by length, its first state
    private readonly float[] transitions;       // from length to length, at the beat
    private readonly float[][] onset;           // by density and state: how likely is an onset in this frame
    private readonly float[][] onBeat;          // and how likely it is then the beat's
    private readonly float[] outgoing;
    private readonly float[] marginal;
    private readonly Strike[] strikes = new Strike[1024];      // a ring: not yet taken into account
    private int firstStrike, strikeCount;
    private float[] belief, next;
    private bool started;
    private long frame;
    private long lastOnset;
    private double usualMass = -1, usualLow, density = 3, length = 25, phase = -1;
    private double lastBeat = double.NegativeInfinity;       // frame
    private double trust;                                   // how many of the last beats came where foretold
    private readonly double[] beats = new double[Steady + 1];   // the last ones, a ring by number

    public BeatTracker(int beatsPerBar = 4)
    {
        this.beatsPerBar = beatsPerBar;
        starts = new int[lengths.Length];
        for (int i = 1; i < lengths.Length; i++) starts[i] = starts[i - 1] + lengths[i - 1];
        int states = starts[^1] + lengths[^1];
        (belief, next) = (new float[states], new float[states]);
        (outgoing, marginal) = (new float[lengths.Length], new float[lengths.Length]);
        transitions = Transitions();
        (onset, onBeat) = (new float[Expected.Length][], new float[Expected.Length][]);
        for (int d = 0; d < Expected.Length; d++) (onset[d], onBeat[d]) = Observations(Expected[d], states);
        double sum = lengths.Sum(Prior);
        for (int i = 0; i < lengths.Length; i++) belief.AsSpan(starts[i], lengths[i]).Fill((float)(Prior(lengths[i]) / sum / lengths[i]));
    }

    /// <summary>Beats found so far.</summary>
    public long Count { get; private set; }

    /// <summary>The newest beat.</summary>
    public TimePoint LastBeat { get; private set; }

    /// <summary>The time from it to the next, as far as is known.</summary>
    public TimeSpan BeatLength { get; private set; }

    /// <summary>0 to 1: how much of the belief agrees on length and place, and how many of the last beats came where
    /// they were foretold.</summary>
    public double Confidence { get; private set; }

    /// <summary>Where the beats lie; null while it is not <see cref="Sure"/>, and when the human has long been silent.</summary>
    public TempoGrid? Grid => Count > 0 && Confidence >= Sure && frame - lastOnset < Forgotten ? new TempoGrid(LastBeat, Count - 1, 60 / BeatLength.TotalSeconds, beatsPerBar) : null;

    public void Hear(in NoteEvent note)
    {
        if (!note.IsOn) return;

        long at = (long)Math.Floor(note.Time.Seconds / Frame);
        if (!started)
        {
            started = true;
            lastOnset = frame = at;
        }

        Advance(note.Time);
        if (strikeCount == strikes.Length) return;      // a thousand keys within 40 ms are no music

        strikes[(firstStrike + strikeCount++) % strikes.Length] = new(Math.Max(at, frame), note.Velocity, note.Pitch.Number);
    }

    /// <summary>Nothing was struck until this moment that was not told.</summary>
    public void Advance(TimePoint now)
    {
        if (!started) return;

        for (long until = (long)Math.Floor(now.Seconds / Frame) - Wait; frame < until; frame++)
        {
            double weight = 0;
            bool any = TryTakeChord(ref weight);
            if (any) lastOnset = frame;
            bool silent = frame - lastOnset > Silence;
            if (!silent) density += ((any ? 1 / Frame : 0) - density) * Frame / DensitySpan;

            Move();
            if (any) Observe((float)Math.Exp(weight / 2), (float)Math.Exp(-weight / 2));
            else if (!silent && frame - lastOnset >= Wait) Miss();
            Normalize();
            if (!silent) Decide();
        }
    }

    /// <summary>The keys struck together from this frame on, as one; what speaks for the beat is their mass and depth.</summary>
    private bool TryTakeChord(ref double weight)
    {
        if (strikeCount == 0 || strikes[firstStrike].Frame > frame) return false;

        double mass = 0;
        int low = Pitch.Count;
        while (strikeCount > 0 && strikes[firstStrike].Frame < frame + Wait)
        {
            Strike strike = strikes[firstStrike];
            firstStrike = (firstStrike + 1) % strikes.Length;
            strikeCount--;
            mass += strike.Velocity / 64.0;
            low = Math.Min(low, strike.Pitch);
        }

        if (usualMass < 0) (usualMass, usualLow) = (mass, low);
        weight = (MassWeight * Math.Clamp(Math.Log(mass / usualMass) + 0.06, -MostWeight, MostWeight))
            + (LowWeight * Math.Clamp(((usualLow - low) / 12) - 0.1, -MostWeight, MostWeight));
        usualMass += (mass - usualMass) * Remembered;
        usualLow += (low - usualLow) * Remembered;
        return true;
    }

    private void Move()
    {
        const float Stay = (float)Slip, Go = (float)(1 - (2 * Slip));
        for (int i = 0; i < lengths.Length; i++)
        {
            Span<float> from = belief.AsSpan(starts[i], lengths[i]), to = next.AsSpan(starts[i], lengths[i]);
            to[0] = Stay * from[0];
            to[1] = (Go * from[0]) + (Stay * from[1]);
            for (int p = 2; p < to.Length; p++) to[p] = (Go * from[p - 1]) + (Stay * (from[p] + from[p - 2]));
            outgoing[i] = ((Go + Stay) * from[^1]) + (Stay * from[^2]);
        }

        for (int i = 0; i < lengths.Length; i++)
        {
            if (outgoing[i] < 1e-12f) continue;
            for (int j = 0; j < lengths.Length; j++) next[starts[j]] += outgoing[i] * transitions[(i * lengths.Length) + j];
        }
    }

    private void Observe(float strong, float weak)
    {
        for (int i = 0; i < lengths.Length; i++)
        {
            int d = DensityOf(i);
            Span<float> on = onset[d].AsSpan(starts[i], lengths[i]), beat = onBeat[d].AsSpan(starts[i], lengths[i]), to = next.AsSpan(starts[i], lengths[i]);
            for (int p = 0; p < to.Length; p++) to[p] *= on[p] * (weak + ((strong - weak) * beat[p]));
        }
    }

    private void Miss()
    {
        for (int i = 0; i < lengths.Length; i++)
        {
            Span<float> on = onset[DensityOf(i)].AsSpan(starts[i], lengths[i]), to = next.AsSpan(starts[i], lengths[i]);
            for (int p = 0; p < to.Length; p++) to[p] *= 1 - on[p];
        }
    }

    private int DensityOf(int i)
    {
        double perBeat = density * lengths[i] * Frame;
        int d = 0;
        while (d < Expected.Length - 1 && perBeat > (Expected[d][0] + Expected[d + 1][0]) / 2) d++;
        return d;
    }

    private void Normalize()
    {
        float sum = 0;
        foreach (float share in next) sum += share;
        float scale = 1 / sum;
        for (int k = 0; k < next.Length; k++) next[k] *= scale;
        (belief, next) = (next, belief);
    }

    /// <summary>Which length is meant, where in it we are, and whether its beat has just passed.</summary>
    private void Decide()
    {
        for (int i = 0; i < lengths.Length; i++)
        {
            float sum = 0;
            foreach (float share in belief.AsSpan(starts[i], lengths[i])) sum += share;
            marginal[i] = sum;
        }

        bool switched = ChooseLength();
        double sin = 0, cos = 0, mass = 0, mean = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            double near = Near(lengths[i], length);
            if (near < 1e-3) continue;

            double turn = 2 * Math.PI / lengths[i];
            for (int p = 0; p < lengths[i]; p++)
            {
                double share = near * belief[starts[i] + p];
                if (share < 1e-8) continue;
                sin += share * Math.Sin(turn * p);
                cos += share * Math.Cos(turn * p);
            }

            mass += near * marginal[i];
            mean += near * marginal[i] * lengths[i];
        }

        length = mean / mass;
        double place = Math.Atan2(sin, cos) / (2 * Math.PI);        // in beats, -0.5 to 0.5 around the beat
        double beat = frame + 0.5 - (place * length);               // an onset lies somewhere within its frame
        if (place is >= 0 and < 0.25 && (phase < 0 || switched) && beat - lastBeat > 0.4 * length)
        {
            // a pause at the end of a phrase does not contradict the beat
            double off = Math.Abs(beat * Frame - (LastBeat + BeatLength).Seconds);
            if (Count > 0) trust += ((off <= Hit ? 1 : 0) - trust) / Believed;
            if (frame - lastOnset <= length) Confidence = Math.Sqrt(trust * Math.Sqrt((sin * sin) + (cos * cos)));
            lastBeat = beat;
            LastBeat = TimePoint.FromSeconds(beat * Frame);
            beats[Count % beats.Length] = beat;
            BeatLength = TimeSpan.FromSeconds(MeasuredLength() * Frame);
            Count++;
        }

        phase = place;
    }

    /// <summary>The mean of the last beats where they were even, for the states are coarse; else the belief's.</summary>
    private double MeasuredLength()
    {
        if (Count < Steady) return length;

        for (long i = Count; i > Count - Steady; i--)
        {
            if (Math.Abs(((beats[i % beats.Length] - beats[(i - 1) % beats.Length]) / length) - 1) > Even) return length;
        }

        return (beats[Count % beats.Length] - beats[(Count - Steady) % beats.Length]) / Steady;
    }

    /// <returns>Whether the length is another one.</returns>
    private bool ChooseLength()
    {
        double here = MassAround(length), best = Switch * here, found = length;
        foreach (int other in lengths)
        {
            double mass = MassAround(other);
            if (mass > best) (best, found) = (mass, other);
        }

        bool switched = found != length;
        length = found;
        return switched;
    }

    private double MassAround(double centre)
    {
        double mass = 0;
        for (int i = 0; i < lengths.Length; i++) mass += marginal[i] * Near(lengths[i], centre);
        return mass;
    }

    private static double Near(double length, double centre)
    {
        double off = Math.Log(length / centre) / Band;
        return Math.Exp(-0.5 * off * off);
    }

    private static int[] Lengths()
    {
        var found = new List<int>();
        for (double x = Shortest; x <= Longest; x = Math.Max(Math.Round(x) + 1, x * Step)) found.Add((int)Math.Round(x));
        return [.. found];
    }

    private static double Prior(int length)
    {
        double off = Math.Log(length * Frame / UsualBeat) / Spread;
        return Math.Exp(-0.5 * off * off) * Math.Max(Math.Log(Step), 1.0 / length);     // lengths lie closer where they are long
    }

    private float[] Transitions()
    {
        var table = new float[lengths.Length * lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            double[] row = [.. lengths.Select(to => Math.Exp(-Math.Abs(Math.Log((double)to / lengths[i])) / Rubato) * Math.Pow(Prior(to), Pull))];
            double sum = row.Sum();
            for (int j = 0; j < row.Length; j++) table[(i * lengths.Length) + j] = (float)(row[j] / sum);
        }

        return table;
    }

    private (float[] Onset, float[] OnBeat) Observations(double[] expected, int states)
    {
        var (likely, beats) = (new float[states], new float[states]);
        for (int i = 0; i < lengths.Length; i++)
        {
            for (int p = 0; p < lengths[i]; p++)
            {
                double beat = expected[1] * Around(0);
                double other = (expected[2] * Around(0.5)) + (expected[3] * (Around(0.25) + Around(0.75)))
                    + (expected[4] * (Around(1 / 3.0) + Around(2 / 3.0))) + ((expected[5] + Stray) / lengths[i]);
                likely[starts[i] + p] = (float)Math.Min(0.9, beat + other);
                beats[starts[i] + p] = (float)(beat / (beat + other));

                double Around(double place)
                {
                    double off = Math.Abs(p - (place * lengths[i]));
                    off = Math.Min(off, lengths[i] - off) * Frame / Scatter;
                    return Math.Exp(-0.5 * off * off) * Frame / (Scatter * Math.Sqrt(2 * Math.PI));
                }
            }
        }

        return (likely, beats);
    }
}
