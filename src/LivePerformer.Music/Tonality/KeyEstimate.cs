using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Listens to notes and says in which key they seem to be, so far.</summary>
/// <remarks>The algorithm of Krumhansl and Schmuckler (see <see cref="KeyProfile"/>): each pitch class weighs as long as its
/// keys were held. Keys that are still down weigh up to the last event heard. Single thread; does not allocate.</remarks>
/// <param name="halfLife">After so many seconds of sound (two keys held for a second are two) what was heard before counts
/// half, so that another key is noticed in the end; then too, a key that stays down weighs for at most
/// <see cref="LongestTone"/> between two events. Infinite, all counts alike.</param>
public sealed class KeyEstimate(double halfLife = double.PositiveInfinity)
{
    /// <summary>Seconds; later, little is left of a piano's tone.</summary>
    public const double LongestTone = 2;

    private readonly double[] seconds = new double[KeyProfile.PitchClasses];
    private readonly TimePoint[] onsets = new TimePoint[Pitch.Count];
    private PitchSet held;
    private TimePoint now;

    /// <summary>A whole note, as files and takes have them.</summary>
    public void Add(in Note note) => Weigh(note.Pitch.Number, note.Duration);

    /// <summary>A key going down or coming up, in order of time.</summary>
    public void Hear(in NoteEvent note)
    {
        int pitch = note.Pitch.Number;
        if (double.IsFinite(halfLife)) Fade(note.Time);
        if (held.Remove(pitch)) Weigh(pitch, note.Time - onsets[pitch]);
        now = note.Time;
        if (!note.IsOn) return;

        held.Add(pitch);
        onsets[pitch] = note.Time;
    }

    /// <summary>The key that fits best; false while nothing was heard, or every pitch class alike.</summary>
    /// <param name="correlation">How well it fits, up to 1.</param>
    public bool TryFind(out MusicalKey key, out double correlation)
    {
        Span<double> weights = stackalloc double[KeyProfile.PitchClasses];
        Write(weights);
        (key, correlation) = (default, 0);
        for (int i = 0; i < MusicalKey.All.Count; i++)
        {
            double fit = KeyProfile.Correlation(weights, MusicalKey.All[i]);
            if (fit > correlation) (key, correlation) = (MusicalKey.All[i], fit);
        }

        return correlation > 0;
    }

    /// <summary>How well the better of the two keys fits that are brought to C major or A minor so, up to 1.</summary>
    public double Fit(Standardization standard)
    {
        Span<double> weights = stackalloc double[KeyProfile.PitchClasses];
        Write(weights);
        return Math.Max(KeyProfile.Correlation(weights, standard.Major), KeyProfile.Correlation(weights, standard.Minor));
    }

    /// <summary>What brings the music heard so far to C major or A minor; nothing to do while no key is found.</summary>
    public Standardization Standardization => TryFind(out MusicalKey key, out _) ? new(key) : default;

    /// <summary>Seconds that each pitch class sounded, from C to B.</summary>
    /// <param name="weights">Twelve.</param>
    public void Write(Span<double> weights)
    {
        seconds.CopyTo(weights);
        PitchSet down = held;
        while (down.TryTake(out int pitch)) weights[pitch % KeyProfile.PitchClasses] += (now - onsets[pitch]).TotalSeconds;
    }

    /// <summary>Forgets everything: another piece begins.</summary>
    public void Reset()
    {
        Array.Clear(seconds);
        held = default;
        now = default;
    }

    // Takes in what sounded until this moment, and lets what was heard before fade.
    private void Fade(TimePoint until)
    {
        double passed = Math.Min((until - now).TotalSeconds, LongestTone), sounded = 0;
        if (held.IsEmpty || passed <= 0) return;

        PitchSet down = held;
        while (down.TryTake(out _)) sounded += passed;
        double left = Math.Pow(2, -sounded / halfLife);
        foreach (ref double weight in seconds.AsSpan()) weight *= left;
        down = held;
        while (down.TryTake(out int pitch))
        {
            seconds[pitch % KeyProfile.PitchClasses] += passed;
            onsets[pitch] = until;
        }
    }

    private void Weigh(int pitch, TimeSpan length) => seconds[pitch % KeyProfile.PitchClasses] += Math.Max(0, length.TotalSeconds);
}
