using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>Hears in which key and between which touches the human plays, and moves music to the key and the touch that a
/// model learned, and back.</summary>
/// <remarks>
/// It listens all the time, but what it holds for true (<see cref="Key"/>, <see cref="Touch"/>) changes in
/// <see cref="Retune"/> alone, so that notes come back by the way they went. The key gives way only to one that fits
/// clearly better: a phrase on the dominant is no new key. What the pedal sustains sounds on, as in training.
/// Performer thread; allocates nothing after the constructor.
/// </remarks>
internal sealed class Ear
{
    // Over 120 pieces of POP909 and 120 of the MAESTRO subset: where less is remembered, each modulation is taken for the key
    // of the piece, which it was not in training.
    private const double HalfLife = 480;   // seconds of sound
    private const double Margin = 0.06;    // of correlation
    private const int Enough = 8;          // strikes, before a key is believed, and before the next one is
    private const int Drift = 8;           // velocities: two bins

    private readonly KeyEstimate? keys;
    private readonly TouchEstimate? touches;
    private readonly VelocityRange usual;
    private readonly bool[] sustained = new bool[Pitch.Count];   // key up, pedal down
    private readonly bool[] fingers = new bool[Pitch.Count];     // keys down, as far as they were moved
    private bool pedal;
    private bool isSure;       // of the key
    private int strikes;       // since the key was chosen

    public Ear(MusicStandard standard)
    {
        usual = standard.UsualTouch;
        if (standard.Pitch is not null) keys = new KeyEstimate(HalfLife);
        if (standard.Velocity is not null) touches = new TouchEstimate(usual);
        if (touches is not null) Touch = usual;
    }

    /// <summary>From the key that is heard to the model's.</summary>
    public Standardization Key { get; private set; }

    /// <summary>The human's touch, where the model knows none but [0, 1].</summary>
    public VelocityRange? Touch { get; private set; }

    /// <summary>How many of the model's velocities one of the human's is.</summary>
    public double Stretch => Touch?.Stretch ?? 1;

    /// <summary>The human moved a key.</summary>
    public void Listen(in NoteEvent note)
    {
        int pitch = note.Pitch.Number;
        sustained[pitch] = pedal && !note.IsOn;
        if (!sustained[pitch]) keys?.Hear(note);
        if (!note.IsOn) return;

        touches?.Hear(note.Velocity);
        strikes++;
    }

    /// <summary>The human moved a pedal.</summary>
    public void Listen(in ControlChange control)
    {
        if (control.Controller != ControlChange.Sustain) return;

        pedal = control.IsDown;
        for (int pitch = 0; pitch < Pitch.Count && !pedal; pitch++)
        {
            if (sustained[pitch]) keys?.Hear(new NoteEvent(control.Time, new Pitch(pitch), 0));
            sustained[pitch] = false;
        }
    }

    /// <summary>Takes the key and the touch for true that were heard, where they differ enough from those that hold.</summary>
    /// <param name="first">Whether a first key is to be chosen however little was heard: better than none.</param>
    /// <returns>True where something changed: all that the model remembers was moved otherwise.</returns>
    public bool Retune(bool first)
    {
        Standardization key = BetterKey(first);
        VelocityRange? touch = touches?.Range;
        if (key == Key && !(Touch is { } old && touch is { } now && (Math.Abs(old.Low - now.Low) >= Drift || Math.Abs(old.High - now.High) >= Drift))) return false;

        if (key != Key) strikes = 0;
        (Key, Touch) = (key, touch);
        return true;
    }

    /// <summary>Moves what the human plays to what the model is to hear.</summary>
    /// <returns>False for a key that came up while another, an octave away at the end of MIDI's range, still stands for the
    /// same key of the model.</returns>
    public bool TryMove(in NoteEvent heard, out NoteEvent moved)
    {
        fingers[heard.Pitch.Number] = heard.IsOn;
        moved = Moved(heard);
        return heard.IsOn || !(IsDown(heard.Pitch.Number - 12, moved.Pitch) || IsDown(heard.Pitch.Number + 12, moved.Pitch));
    }

    /// <summary>What sounds as the model is to hear it.</summary>
    public NoteEvent Moved(in NoteEvent sounding)
    {
        NoteEvent moved = Key.Apply(sounding);
        return moved.IsOn && Touch is { } range ? moved with { Velocity = range.Apply(moved.Velocity) } : moved;
    }

    /// <summary>What the model plays as it is to sound.</summary>
    public NoteEvent Back(in NoteEvent played)
    {
        NoteEvent sounding = Key.Back(played);
        return sounding.IsOn && Touch is { } range ? sounding with { Velocity = range.Back(sounding.Velocity) } : sounding;
    }

    /// <summary>No key is down of those that were moved: all will be moved again.</summary>
    public void LiftFingers() => Array.Clear(fingers);

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        keys?.Reset();
        touches?.Reset();
        Array.Clear(sustained);
        LiftFingers();
        (pedal, isSure, strikes) = (false, false, 0);
        (Key, Touch) = (default, touches is null ? null : usual);
    }

    private Standardization BetterKey(bool first)
    {
        bool enough = strikes >= Enough;
        if (keys is null || !(enough || (first && !isSure)) || !keys.TryFind(out MusicalKey found, out double fit)) return Key;

        var best = new Standardization(found);
        if (isSure && fit - keys.Fit(Key) < Margin) return Key;

        isSure = true;
        return best;
    }

    private bool IsDown(int pitch, Pitch moved) => pitch is >= 0 and < Pitch.Count && fingers[pitch] && Key.Apply(new Pitch(pitch)) == moved;
}
