using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>Plays on from what was just heard and played: after two pitches comes what came after them before.</summary>
/// <remarks>
/// A Markov chain over notes that needs no training: of the last notes, those that follow the same two pitches as now (or
/// the same one, or any at all) are equally likely, and each brings its time since the note before, its length and its
/// touch with it: sampling from the history is sampling from its table of transitions. The idea is that of the
/// Continuator (Pachet, 2003). With nothing heard it walks through a pentatonic scale.
/// Performer thread. After the constructor nothing is allocated; the same calls with the same seed give the same notes.
/// </remarks>
public sealed class MarkovImproviser : IImproviser
{
    private const int Remembered = 512;
    private static readonly TimeSpan ShortestNote = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Opening = TimeSpan.FromMilliseconds(250);   // from note to note, with nothing heard

    private readonly PlayLimits limits;
    private readonly Dice dice;
    private readonly ulong seed;
    private readonly Struck[] notes = new Struck[Remembered];          // a ring, in order of onsets
    private readonly TimePoint[] offs = new TimePoint[Pitch.Count];    // of ours that sound, when they end
    private readonly bool[] ours = new bool[Pitch.Count];
    private readonly bool[] human = new bool[Pitch.Count];
    private Steering steering;
    private long count;          // notes ever remembered
    private int held;
    private TimePoint lastOnset;
    private TimePoint notBefore;
    private Struck next;         // chosen, and not yet played
    private bool isChosen;
    private bool inTurn;
    private bool isFirst;
    private double touch = -1;   // the human's, of late
    private PitchClasses chord;
    private ulong answers;

    /// <exception cref="ModelException">The limits make no sense.</exception>
    public MarkovImproviser(PlayLimits? limits = null, ulong seed = 1, Steering? steering = null)
    {
        this.limits = limits ?? new PlayLimits();
        this.limits.Check();
        this.steering = steering ?? new Steering();
        this.steering.Check();
        this.seed = seed;
        dice = new Dice(seed);
    }

    private readonly record struct Struck(TimePoint Onset, TimeSpan Gap, TimeSpan Length, byte Pitch, byte Velocity, bool IsOurs);

    public void Turn(Dial dial, double value) => Steering = Steering.With(dial, value);

    /// <inheritdoc cref="Improviser.Steering"/>
    public Steering Steering
    {
        get => Volatile.Read(ref steering);
        set
        {
            value.Check();
            Volatile.Write(ref steering, value);
        }
    }

    /// <summary>The human's touch of late, as a velocity; -1 before the first key.</summary>
    internal double Touch => touch;

    public void Hear(in NoteEvent note)
    {
        int pitch = note.Pitch.Number;
        if (!note.IsOn)
        {
            human[pitch] = false;
            for (long i = count - 1; i >= Math.Max(0, count - Remembered); i--)
            {
                ref Struck begun = ref notes[i % Remembered];
                if (begun.Pitch != pitch || begun.IsOurs) continue;

                if (begun.Length == TimeSpan.Zero) begun = begun with { Length = Longest(note.Time - begun.Onset, ShortestNote) };
                return;
            }

            return;
        }

        human[pitch] = true;
        touch = touch < 0 ? note.Velocity : touch + ((note.Velocity - touch) / 8);
        Remember(new(note.Time, default, TimeSpan.Zero, (byte)pitch, note.Velocity, IsOurs: false));
        HearChord();
        if (ours[pitch]) GiveUp(pitch, note.Time);
        if (isChosen && next.Pitch == pitch) isChosen = false;
    }

    public void Hear(in ControlChange control)
    {
        // a pedal does not change which keys are struck, and when
    }

    public void Begin(TimePoint now)
    {
        if (inTurn) Yield(now);
        inTurn = true;
        notBefore = now;
        isChosen = false;
        isFirst = true;
        dice.Reset(seed, answers++);
    }

    public void Forget()
    {
        Array.Clear(ours);
        Array.Clear(human);
        (count, held, lastOnset, touch, chord) = (0, 0, default, -1, PitchClasses.None);
        isChosen = inTurn = false;
    }

    public bool TryPlay(out NoteEvent answer)
    {
        if (TryEnd(TimePoint.Zero, out answer)) return true;        // what the human took
        if (!inTurn) return false;
        if (!isChosen && !TryChoose()) return TryEnd(TimePoint.MaxValue, out answer);
        if (TryEnd(next.Onset, out answer)) return true;

        isChosen = isFirst = false;
        Remember(next);
        ours[next.Pitch] = true;
        offs[next.Pitch] = next.Onset + next.Length;
        held++;
        answer = new(next.Onset, new Pitch(next.Pitch), next.Velocity);
        return true;
    }

    public void Yield(TimePoint now)
    {
        inTurn = false;
        Forget(now + TimeSpan.FromTicks(1));
        Array.Clear(ours);      // the engine ends them
        held = 0;
    }

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        if (!inTurn) return;

        isChosen = false;
        Forget(from);
        Array.Clear(ours);
        held = 0;
        for (long i = Math.Max(0, count - Remembered); i < count; i++)
        {
            Struck note = notes[i % Remembered];
            if (!note.IsOurs || human[note.Pitch] || note.Onset + note.Length < from || note.Length == TimeSpan.Zero) continue;

            if (!ours[note.Pitch]) held++;
            ours[note.Pitch] = true;
            offs[note.Pitch] = Later(note.Onset + note.Length, resume);
        }

        notBefore = resume;
    }

    private static TimePoint Later(TimePoint one, TimePoint other) => one > other ? one : other;

    private static TimeSpan Longest(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shortest(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // The key is the human's now.
    private void GiveUp(int pitch, TimePoint now)
    {
        offs[pitch] = now;
        for (long i = count - 1; i >= Math.Max(0, count - Remembered); i--)
        {
            ref Struck note = ref notes[i % Remembered];
            if (note.Pitch != pitch || !note.IsOurs || note.Onset > now) continue;

            note = note with { Length = Longest(now - note.Onset, TimeSpan.FromTicks(1)) };
            return;
        }
    }

    private void HearChord()
    {
        PitchClasses sounding = PitchClasses.None;
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (human[pitch]) sounding = sounding.With(pitch);
        }

        if (sounding.Count is >= 3 and <= 5) chord = sounding;
    }

    private void Remember(in Struck note)
    {
        // what we planned beyond the human's key lies later: the human's goes before it
        long at = count++;
        for (; at > 0 && at > count - Remembered && notes[(at - 1) % Remembered].Onset > note.Onset; at--) notes[at % Remembered] = notes[(at - 1) % Remembered];
        TimeSpan gap = at == 0 ? Opening : note.Onset - notes[(at - 1) % Remembered].Onset;
        notes[at % Remembered] = note with { Gap = Longest(TimeSpan.Zero, Shortest(gap, limits.LongestRest)) };
        lastOnset = Later(lastOnset, note.Onset);
    }

    // Ours from this moment on was never played.
    private void Forget(TimePoint from)
    {
        isChosen = false;
        long kept = count, oldest = Math.Max(0, count - Remembered);
        while (kept > oldest && notes[(kept - 1) % Remembered].Onset >= from) kept--;
        long end = count;
        count = kept;
        for (long i = kept; i < end; i++)
        {
            if (!notes[i % Remembered].IsOurs) notes[count++ % Remembered] = notes[i % Remembered];
        }

        lastOnset = count == 0 ? TimePoint.Zero : notes[(count - 1) % Remembered].Onset;
    }

    // A key that the human took, or the first of our sounding notes that ends not after this moment.
    private bool TryEnd(TimePoint moment, out NoteEvent off)
    {
        int first = -1;
        for (int pitch = 0; pitch < Pitch.Count && held > 0; pitch++)
        {
            if (ours[pitch] && (first < 0 || human[pitch] || offs[pitch] < offs[first])) first = pitch;
            if (first >= 0 && human[first]) break;
        }

        off = default;
        if (first < 0 || (offs[first] > moment && !human[first])) return false;

        ours[first] = false;
        held--;
        off = new(offs[first], new Pitch(first), 0);
        return true;
    }

    private bool TryChoose()
    {
        Steering wanted = Steering;
        PitchClasses tones = wanted.Tones(chord);
        long oldest = Math.Max(0, count - Remembered);
        Struck found = default;
        int order = 2;
        while (order >= 0 && !TryFind(order, oldest, tones, wanted, out found)) order--;
        if (order < 0 && !TryWalk(tones, wanted, out found)) return false;

        TimeSpan gap = found.Gap;
        if (wanted.NotesPerSecond is double pace && count - oldest >= 8)
        {
            // towards the pace asked for, by at most four times as fast or slow
            double seconds = Math.Max(0.1, (notes[(count - 1) % Remembered].Onset - notes[(count - 8) % Remembered].Onset).TotalSeconds);
            gap *= Math.Clamp(8 / seconds / pace, 0.25, 4);
            if (8 / seconds > pace) gap = Longest(gap, TimeSpan.FromSeconds(0.5 / pace));
        }

        TimePoint onset = Later(lastOnset + Shortest(gap, limits.LongestRest), notBefore);
        TimeSpan firstRest = wanted.AtOnce ? TimeSpan.Zero : limits.FirstRest;
        if (isFirst && onset > notBefore + firstRest) onset = notBefore + firstRest;
        if (held >= Math.Min(limits.Polyphony, wanted.Polyphony)) onset = Later(onset, FirstOff());
        if (ours[found.Pitch]) onset = Later(onset, offs[found.Pitch]);
        if (count - oldest >= limits.NotesPerSecond) onset = Later(onset, notes[(count - limits.NotesPerSecond) % Remembered].Onset + TimeSpan.FromSeconds(1));
        TimeSpan length = Shortest(Longest(found.Length, ShortestNote), limits.LongestNote);
        int velocity = wanted.Louder is int louder && touch >= 0 ? (int)Math.Round(touch) + louder + Math.Clamp((found.Velocity - (int)touch) / 4, -8, 8) : found.Velocity;
        next = new(onset, default, length, found.Pitch, (byte)Math.Clamp(velocity, 1, 127), IsOurs: true);
        return isChosen = true;
    }

    // One of the remembered notes, each as likely as the others, that come after the same pitches as now.
    private bool TryFind(int order, long oldest, PitchClasses tones, Steering wanted, out Struck found)
    {
        found = default;
        ulong seen = 0;
        for (long i = oldest + order; i < count; i++)
        {
            Struck note = notes[i % Remembered];
            bool follows = true;
            for (int back = 1; back <= order && follows; back++)
                follows = count - back >= oldest && notes[(i - back) % Remembered].Pitch == notes[(count - back) % Remembered].Pitch;
            if (!follows || !MayStrike(note.Pitch, tones, wanted)) continue;

            // the length of a key still down is not known: that of a quarter of a second stands for it
            if (dice.Next() % ++seen == 0) found = note.Length > TimeSpan.Zero ? note : note with { Length = Opening };
        }

        return seen > 0;
    }

    // Nothing that was heard may be struck: a step up or down, through a pentatonic scale where none is asked for; where
    // all of those keys are held, the same key, or one of ours again when it has come up.
    private bool TryWalk(PitchClasses tones, Steering wanted, out Struck found)
    {
        if (tones == PitchClasses.All && Highest(wanted) - Lowest(wanted) >= 12) tones = PitchClasses.Of(Scale.MajorPentatonic, Tonic.C);
        int from = count > 0 ? notes[(count - 1) % Remembered].Pitch : 60, direction = dice.Next() % 2 == 0 ? 1 : -1;
        from = Math.Clamp(from, Lowest(wanted), Math.Max(Lowest(wanted), Highest(wanted)));
        for (int away = 1; away < 2 * Pitch.Count; away++)
        {
            int pitch = from + ((away % 2 == 0 ? direction : -direction) * ((away + 1) / 2));
            if (pitch is < 0 or >= Pitch.Count || !MayStrike(pitch, tones, wanted)) continue;

            found = At(pitch);
            return true;
        }

        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (human[pitch] || !IsWanted(pitch, tones, wanted)) continue;

            found = At(pitch);
            return true;
        }

        found = default;
        return false;

        Struck At(int pitch) => new(default, Opening, Opening, (byte)pitch, touch < 0 ? (byte)64 : (byte)touch, IsOurs: true);
    }

    private bool MayStrike(int pitch, PitchClasses tones, Steering wanted) => IsWanted(pitch, tones, wanted) && !human[pitch] && !ours[pitch];

    private bool IsWanted(int pitch, PitchClasses tones, Steering wanted) => pitch >= Lowest(wanted) && pitch <= Highest(wanted) && tones.Contains(pitch);

    private int Lowest(Steering wanted) => Math.Max(limits.Lowest.Number, wanted.Lowest.Number);

    private int Highest(Steering wanted) => Math.Min(limits.Highest.Number, wanted.Highest.Number);

    private TimePoint FirstOff()
    {
        TimePoint first = TimePoint.MaxValue;
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (ours[pitch] && offs[pitch] < first) first = offs[pitch];
        }

        return first;
    }
}
