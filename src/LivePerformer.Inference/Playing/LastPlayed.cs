using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>What both hands did last, as it sounded, to be told once more.</summary>
/// <remarks>Each hand has a ring of its own, in order of time: ours is planned ahead, and taken back. Keys of the human
/// that were struck before the beginning and are still down, and the pedal, are told at the beginning.
/// Performer thread; all memory is made at the start.</remarks>
internal sealed class LastPlayed
{
    /// <summary>Events that are told at most: some 256 notes, which is as far back as our Transformers look.</summary>
    public const int Most = 512;

    private const int Planned = 8 * Most;

    private readonly Played[] human = new Played[Most];
    private readonly Played[] ours = new Played[Planned];
    private readonly byte[] down = new byte[Pitch.Count];     // velocities of the human's keys
    private readonly long[] strikes = new long[Pitch.Count];  // which of the human's events, last
    private readonly bool[] ended = new bool[Pitch.Count];
    private long humanEnd, oursEnd;      // events ever
    private long oursFirst;              // of those still kept
    private long humanAt, oursAt;        // told so far
    private int pitchAt;
    private bool pedal, isPedalDue;
    private TimePoint begin;

    /// <summary>The human moved a key.</summary>
    public void Add(in NoteEvent note)
    {
        int pitch = note.Pitch.Number;
        if (note.IsOn) strikes[pitch] = humanEnd;
        down[pitch] = note.Velocity;
        Add(new Played(note.Time, note.Pitch.Number, note.Velocity, Doing.Key));
    }

    /// <summary>The human moved a pedal, or it is taken for moved.</summary>
    public void Add(in ControlChange control)
    {
        bool endsAll = control.Controller is ControlChange.AllSoundOff or ControlChange.AllNotesOff;
        if (endsAll) Array.Clear(down);
        else if (control.Controller != ControlChange.Sustain || control.IsDown == pedal) return;
        else pedal = control.IsDown;

        Add(new Played(control.Time, control.Controller, control.Value, Doing.Control));
    }

    /// <summary>We move a key.</summary>
    public void AddOurs(in NoteEvent note)
    {
        // what ends because the human took its key comes before what was planned beyond
        long at = oursEnd++;
        for (; at > oursFirst && ours[(at - 1) % Planned].Time > note.Time; at--) ours[at % Planned] = ours[(at - 1) % Planned];
        ours[at % Planned] = new(note.Time, note.Pitch.Number, note.Velocity, Doing.OurKey);
        oursFirst = Math.Max(oursFirst, oursEnd - Planned);
    }

    /// <summary>What we planned for later than this step was never played.</summary>
    public void TakeBack(long step)
    {
        while (oursEnd > oursFirst && ours[(oursEnd - 1) % Planned].Time.Ticks / Vocabulary.Step.Ticks > step) oursEnd--;
    }

    /// <summary>Our turn ends: every key of ours that is still down comes up.</summary>
    public void EndOurs(TimePoint now)
    {
        Array.Clear(ended);
        for (long i = oursEnd - 1; i >= oursFirst; i--)
        {
            Played last = ours[i % Planned];
            if (ended[last.Number]) continue;

            ended[last.Number] = true;
            if (last.Value > 0) AddOurs(new NoteEvent(now, new Pitch(last.Number), 0));
        }
    }

    /// <summary>To the beginning.</summary>
    public void Rewind()
    {
        long humanFirst = Math.Max(0, humanEnd - Most);
        (humanAt, oursAt) = (humanEnd, oursEnd);
        for (int count = 0; count < Most && (humanAt > humanFirst || oursAt > oursFirst); count++)
        {
            bool isHuman = oursAt == oursFirst
                || (humanAt > humanFirst && human[(humanAt - 1) % Most].Time >= ours[(oursAt - 1) % Planned].Time);
            if (isHuman) humanAt--;
            else oursAt--;
        }

        begin = IsAtEnd ? default : IsOursNext ? ours[oursAt % Planned].Time : human[humanAt % Most].Time;
        pitchAt = 0;
        isPedalDue = pedal;
        for (long i = humanEnd - 1; i >= humanAt; i--)
        {
            if (human[i % Most] is { Doing: Doing.Control, Number: ControlChange.Sustain } moved) isPedalDue = moved.Value < 64;   // it was the other way before
        }
    }

    /// <summary>The next in order of time, ours first where two come at once; false at the end.</summary>
    public bool TryNext(out Played played)
    {
        played = new(begin, ControlChange.Sustain, 127, Doing.Control);
        if (isPedalDue)
        {
            isPedalDue = false;
            return true;
        }

        for (; pitchAt < Pitch.Count; pitchAt++)
        {
            if (down[pitchAt] == 0 || strikes[pitchAt] >= humanAt) continue;

            played = new(begin, (byte)pitchAt, down[pitchAt++], Doing.Key);
            return true;
        }

        if (IsAtEnd) return false;

        played = IsOursNext ? ours[oursAt++ % Planned] : human[humanAt++ % Most];
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        humanEnd = oursEnd = oursFirst = humanAt = oursAt = 0;
        Array.Clear(down);
        pedal = false;
    }

    private bool IsAtEnd => humanAt == humanEnd && oursAt == oursEnd;

    private bool IsOursNext => oursAt < oursEnd && (humanAt == humanEnd || ours[oursAt % Planned].Time <= human[humanAt % Most].Time);

    private void Add(in Played played) => human[humanEnd++ % Most] = played;
}

/// <summary>Something that sounded, or a pedal.</summary>
/// <param name="Number">Of the key or the controller.</param>
/// <param name="Value">Velocity, 0 for a key coming up, or the controller's value.</param>
internal readonly record struct Played(TimePoint Time, byte Number, byte Value, Doing Doing)
{
    public NoteEvent Note => new(Time, new Pitch(Number), Value);

    public ControlChange Control => new(Time, Number, Value);
}

/// <summary>Who did what.</summary>
internal enum Doing : byte
{
    Key,
    Control,
    OurKey,
}
