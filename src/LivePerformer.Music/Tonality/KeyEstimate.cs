using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Listens to notes and says in which key they seem to be, so far.</summary>
/// <remarks>The algorithm of Krumhansl and Schmuckler (see <see cref="KeyProfile"/>): each pitch class weighs as long as its
/// keys were held. Keys that are still down weigh up to the last event heard. Single thread; does not allocate.</remarks>
public sealed class KeyEstimate
{
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

    private void Weigh(int pitch, TimeSpan length) => seconds[pitch % KeyProfile.PitchClasses] += Math.Max(0, length.TotalSeconds);
}
