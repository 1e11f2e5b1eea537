using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Where the music stands: the step, who holds which key, and what the improviser may do next.</summary>
/// <remarks>Knows the grammar of the encoding: within a step note-offs come before note-ons, each by rising pitch; a
/// velocity is followed by a note-on and differs from the last; a time shift follows another only if that one was full.
/// Kept to, the grammar bounds how many tokens lie between two events. Performer thread; allocates nothing.</remarks>
internal sealed class PhraseState(PlayLimits limits, PhraseOptions phrase)
{
    /// <summary>So many of the last note-ons are remembered.</summary>
    public const int Remembered = 64;

    private const long Free = long.MinValue;
    private const int Guarded = 16;   // of those, so many count for repetition and pace
    private const double PaceGain = 0.2, MostLean = 5;

    private readonly long longestNote = Steps(limits.LongestNote);
    private readonly long longestFirstRest = Steps(limits.FirstRest);
    private readonly long longestRest = Steps(limits.LongestRest);
    private readonly long? longestPhrase = phrase.Longest is TimeSpan length ? Steps(length) : null;
    private readonly long? endingRest = phrase.EndingRest is TimeSpan rest ? Steps(rest) : null;

    private readonly long[] onsets = NewOnsets();                   // by pitch, of the improviser's keys
    private readonly bool[] human = new bool[Pitch.Count];
    private readonly long[] recentSteps = new long[Remembered];     // a ring of the improviser's note-ons
    private readonly byte[] recentPitches = new byte[Remembered];
    private long begin;
    private long lastOnset;
    private int lastOn = -1;         // within this step
    private int lastOff = -1;
    private bool afterShift;         // the last token was a time shift that was not full
    private bool afterVelocity;
    private PitchClasses chord;      // that the human last held
    private double heardBin = -1;    // the human's touch of late; -1 before the first key
    private double lean;             // how much the time shifts must give for the pace that is asked for
    private Steering steering = new();
    private int semitones;           // from what sounds to what is written here
    private double touchStretch = 1;

    /// <summary>Until this step nothing new happens. Not part of the moment: it is kept when the rest goes back.</summary>
    public long NotBefore { get; set; }

    /// <summary>How much the time shifts must give for the pace that is asked for, in nats.</summary>
    public double Lean
    {
        get => lean;
        set => lean = value;
    }

    /// <summary>The current step of 10 ms, counted from the clock's zero.</summary>
    public long Step { get; private set; }

    /// <summary>The velocity bin in force; -1 before the first.</summary>
    public int Bin { get; private set; } = -1;

    /// <summary>Keys the improviser holds.</summary>
    public int Held { get; private set; }

    /// <summary>Notes the improviser began since its turn began.</summary>
    public int Notes { get; private set; }

    /// <summary>No more notes may begin in this answer.</summary>
    public bool IsEnding { get; private set; }

    public bool IsComplete => IsEnding && Held == 0;

    public bool HoldsHuman(int pitch) => human[pitch];

    public bool HoldsAi(int pitch) => onsets[pitch] != Free;

    public static long Steps(TimeSpan length) => length.Ticks / Vocabulary.Step.Ticks;

    public void CopyFrom(PhraseState other)
    {
        other.onsets.CopyTo(onsets, 0);
        other.human.CopyTo(human, 0);
        other.recentSteps.CopyTo(recentSteps, 0);
        other.recentPitches.CopyTo(recentPitches, 0);
        (begin, lastOnset, lastOn, lastOff, afterShift, afterVelocity) =
            (other.begin, other.lastOnset, other.lastOn, other.lastOff, other.afterShift, other.afterVelocity);
        (chord, heardBin, lean) = (other.chord, other.heardBin, other.lean);
        (Step, Bin, Held, Notes, IsEnding) = (other.Step, other.Bin, other.Held, other.Notes, other.IsEnding);
    }

    public void Reset()
    {
        Array.Fill(onsets, Free);
        Array.Clear(human);
        (begin, lastOnset, lastOn, lastOff, afterShift, afterVelocity) = (0, 0, -1, -1, false, false);
        (chord, heardBin, lean, NotBefore) = (PitchClasses.None, -1, 0, 0);
        (Step, Bin, Held, Notes, IsEnding) = (0, -1, 0, 0, false);
    }

    /// <summary>What is written here sounds otherwise: limits and steering are of what sounds. Not part of the moment.</summary>
    /// <param name="semitones">So much higher it is written than it sounds.</param>
    /// <param name="touchStretch">So many written velocities are one that sounds.</param>
    public void Tune(int semitones, double touchStretch) => (this.semitones, this.touchStretch) = (semitones, touchStretch);

    /// <summary>The clock stands at this step; no token says so.</summary>
    public void SetStep(long step) => Step = step;

    /// <summary>The improviser's turn begins at this step, which is the current one or a later one.</summary>
    public void BeginPhrase(long step)
    {
        begin = lastOnset = NotBefore = step;
        Notes = 0;
        IsEnding = false;
        Array.Fill(recentSteps, Free);
    }

    /// <summary>No more notes may begin, whatever the options say.</summary>
    public void End() => IsEnding = true;

    public void Advance(int token, NoteSource by)
    {
        TokenKind kind = Vocabulary.KindOf(token);
        afterShift = false;
        afterVelocity = kind == TokenKind.Velocity;
        switch (kind)
        {
            case TokenKind.TimeShift:
                int steps = Vocabulary.StepsOf(token);
                Step += steps;
                afterShift = steps < Vocabulary.LongestShift;
                lastOn = lastOff = -1;
                break;
            case TokenKind.Velocity:
                Bin = token - Vocabulary.FirstVelocity;
                break;
            case TokenKind.NoteOn:
                Release(token);
                if (by == NoteSource.Human) Hear(token);
                else Strike(token);
                break;
            case TokenKind.NoteOff:
                Release(token - Vocabulary.FirstNoteOff);
                if (by == NoteSource.Ai) lastOff = token - Vocabulary.FirstNoteOff;
                break;
        }

        IsEnding |= Notes >= phrase.Notes
            || Step - begin >= longestPhrase
            || (Notes > 0 && Held == 0 && Step - lastOnset >= endingRest);
    }

    /// <summary>Which tokens the improviser may choose now; at least one.</summary>
    public void Allow(TokenMask mask, Steering steering)
    {
        this.steering = steering;
        mask.ForbidAll();
        if (Step < NotBefore && !afterVelocity)
        {
            for (long steps = Math.Min(NotBefore - Step, Vocabulary.LongestShift); steps <= Vocabulary.LongestShift; steps++)
            {
                mask.Allow(Vocabulary.TimeShift((int)steps));
                if (IsTooLong(Step + steps)) break;
            }

            return;
        }

        long room = long.MaxValue;      // steps until a held key must come up
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (!HoldsAi(pitch)) continue;

            long left = onsets[pitch] + longestNote - Step;
            if (left <= 0 && !afterVelocity)
            {
                mask.ForbidAll();
                mask.Allow(Vocabulary.FirstNoteOff + pitch);
                return;
            }

            room = Math.Min(room, left);
            if (onsets[pitch] < Step && lastOn < 0 && pitch > lastOff && !afterVelocity) mask.Allow(Vocabulary.FirstNoteOff + pitch);
        }

        AllowNotes(mask);
        if (afterVelocity && mask.Allowed > 0) return;

        if (!afterShift) AllowShifts(mask, room);
        if (mask.Allowed == 0) AllowShifts(mask, Math.Min(room, Vocabulary.LongestShift), resting: true);
        if (mask.Allowed == 0) mask.Allow(Vocabulary.TimeShift(1));
    }

    /// <summary>Moves belief as the steering of the last <see cref="Allow"/> asks, and takes some from pitches that filled
    /// more than half of the last sixteen notes.</summary>
    /// <param name="mask">What may be chosen; as <see cref="Allow"/> left it.</param>
    public void Temper(Span<float> belief, TokenMask mask)
    {
        Guard(belief, steering.RepetitionGuard);
        if (steering.NotesPerSecond is not null) Lead.Pace(belief, lean);
        if (!steering.LeadsNotes || IsEnding) return;

        PitchClasses tones = Tones();
        float top = belief[0];
        foreach (float logit in belief) top = Math.Max(top, logit);
        double before = Lead.Mass(belief, mask, top);
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (!tones.Contains(pitch)) mask.Forbid(Vocabulary.FirstNoteOn + pitch);
        }

        if (steering.Louder is int louder && heardBin >= 0)
            Lead.Touch(belief, Bin, Math.Clamp(heardBin + (louder * touchStretch / 4), 0, Vocabulary.VelocityBins - 1));
        Lead.Refill(belief, before, Lead.Mass(belief, mask, top));
    }

    private void Guard(Span<float> belief, float strength)
    {
        int known = Math.Min(Notes, Guarded);
        for (int i = 0; i < known; i++)
        {
            int pitch = recentPitches[(Notes - 1 - i) % Remembered], strikes = 0;
            for (int j = 0; j < known; j++) strikes += recentPitches[(Notes - 1 - j) % Remembered] == pitch ? 1 : 0;
            if (strikes > Guarded / 2) belief[pitch] -= strength * (strikes - (Guarded / 2)) / strikes;   // each strike comes by once
        }
    }

    private void AllowNotes(TokenMask mask)
    {
        if (IsEnding || Held >= Math.Min(limits.Polyphony, steering.Polyphony) || IsDense()) return;

        PitchClasses tones = Tones();
        bool any = false;
        // where the key moved the register beyond the 128 pitches, what lies there is not played
        int highest = Math.Min(Math.Min(limits.Highest.Number, steering.Highest.Number) + semitones, Pitch.Count - 1);
        for (int pitch = Math.Max(Math.Max(limits.Lowest.Number, steering.Lowest.Number) + semitones, lastOn + 1); pitch <= highest; pitch++)
        {
            if (human[pitch] || HoldsAi(pitch)) continue;

            any |= tones.Contains(pitch);
            if (Bin >= 0) mask.Allow(Vocabulary.FirstNoteOn + pitch);
        }

        if (!any)
        {
            // nothing that the steering wants is free
            for (int pitch = 0; pitch < Pitch.Count; pitch++) mask.Forbid(Vocabulary.FirstNoteOn + pitch);
            return;
        }

        if (afterVelocity) return;

        for (int bin = 0; bin < Vocabulary.VelocityBins; bin++)
        {
            if (bin != Bin) mask.Allow(Vocabulary.FirstVelocity + bin);
        }
    }

    private long FirstRest => steering.AtOnce ? 0 : longestFirstRest;

    private PitchClasses Tones() => steering.Tones(chord.Transposed(-semitones)).Transposed(semitones);

    private void AllowShifts(TokenMask mask, long room, bool resting = false)
    {
        long most = room;
        if (!resting && !IsEnding && endingRest is null) most = Math.Min(most, lastOnset + (Notes == 0 ? FirstRest : longestRest) - Step);
        else if (!resting && !IsEnding && Notes == 0) most = Math.Min(most, begin + FirstRest - Step);
        for (int steps = 1; steps <= Math.Min(most, Vocabulary.LongestShift); steps++) mask.Allow(Vocabulary.TimeShift(steps));
    }

    private bool IsDense() =>
        Notes >= limits.NotesPerSecond && recentSteps[(Notes - limits.NotesPerSecond) % Remembered] > Step - 100;

    private void Strike(int pitch)
    {
        onsets[pitch] = lastOnset = Step;
        Held++;
        KeepPace();
        lastOn = pitch;
        recentSteps[Notes % Remembered] = Step;
        recentPitches[Notes % Remembered] = (byte)pitch;
        Notes++;
    }

    private void Hear(int pitch)
    {
        human[pitch] = true;
        heardBin = heardBin < 0 ? Bin : heardBin + ((Bin - heardBin) / 8);
        PitchClasses sounding = PitchClasses.None;
        for (int other = 0; other < Pitch.Count; other++)
        {
            if (human[other]) sounding = sounding.With(other);
        }

        if (sounding.Count is >= 3 and <= 5) chord = sounding;   // more is a run under the pedal
    }

    // Integral control over the last notes: it finds the bias that this model needs for the pace asked for, and is bounded.
    private void KeepPace()
    {
        if (steering.NotesPerSecond is not double wanted) return;

        int known = Math.Min(Notes, Guarded);
        if (known < 4) return;

        double seconds = Math.Max(1, Step - recentSteps[(Notes - known) % Remembered]) * Vocabulary.Step.TotalSeconds;
        lean = Math.Clamp(lean + (PaceGain * Math.Clamp(Math.Log(known / seconds / wanted), -1, 1)), -MostLean, MostLean);
    }

    private bool IsTooLong(long step)
    {
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (HoldsAi(pitch) && step - onsets[pitch] >= longestNote) return true;
        }

        return step - lastOnset >= (Notes == 0 ? FirstRest : longestRest);
    }

    private void Release(int pitch)
    {
        human[pitch] = false;
        if (onsets[pitch] == Free) return;

        onsets[pitch] = Free;
        Held--;
    }

    private static long[] NewOnsets()
    {
        var onsets = new long[Pitch.Count];
        Array.Fill(onsets, Free);
        return onsets;
    }
}
