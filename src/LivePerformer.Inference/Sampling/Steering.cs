using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>Where the music may go: what is not wanted is not chosen, so that the model knows what was played.</summary>
/// <remarks>Never changes; to steer while playing, hand the improviser another one.</remarks>
public sealed record Steering
{
    private const int Octave = 12;

    /// <summary>Out of which it plays.</summary>
    public Scale Scale { get; init; }

    /// <summary>On which the scale stands.</summary>
    public Tonic Tonic { get; init; }

    /// <summary>Tones out of which alone it plays, whatever the scale; none for no chord.</summary>
    public PitchClasses Chord { get; init; } = PitchClasses.None;

    /// <summary>Keeps to the chord that the human last held; the scale still counts where it shares a tone with that.</summary>
    public bool FollowChord { get; init; }

    /// <summary>The lowest key it may strike.</summary>
    public Pitch Lowest { get; init; } = new(0);

    /// <summary>The highest key it may strike.</summary>
    public Pitch Highest { get; init; } = new(127);

    /// <summary>The first note of an answer comes where the turn begins; else a rest may come before it.</summary>
    public bool AtOnce { get; init; }

    /// <summary>The most keys it holds at once, 1 to 128.</summary>
    public int Polyphony { get; init; } = Pitch.Count;

    /// <summary>The notes a second that it is drawn towards, more than 0 to 64; null leaves it to the model.</summary>
    public double? NotesPerSecond { get; init; }

    /// <summary>How much louder than the human it is drawn to play, in MIDI velocity, -127 to 127; null leaves it to the model.</summary>
    public int? Louder { get; init; }

    /// <summary>Taken from the logit of a pitch for each of its strikes beyond half of the last sixteen; 0 lets it repeat.</summary>
    public float RepetitionGuard { get; init; } = 0.5f;

    /// <summary>The same with one thing turned; what lies outside its range is taken as the nearest inside.</summary>
    /// <remarks>Always something to play is left: a bound of the register that is passed by the other moves on until an octave
    /// lies between, and so does the register where none of the tones lies in it.</remarks>
    public Steering With(Dial dial, double value) => dial switch
    {
        Dial.Density => this with { NotesPerSecond = value > 0 ? Math.Min(value, 64) : null },
        Dial.Loudness => this with { Louder = (int)Math.Clamp(value, -127, 127) },
        Dial.Scale => Widened(this with { Scale = (Scale)Nearest(value, (int)Scale.MinorPentatonic) }),
        Dial.Tonic => Widened(this with { Tonic = (Tonic)Nearest(value, (int)Tonic.B) }),
        Dial.Chord => Widened(this with { Chord = new((ushort)Nearest(value, PitchClasses.All.Bits)) }),
        Dial.FollowChord => this with { FollowChord = value > 0 },
        Dial.Lowest => WithLowest(Nearest(value, Pitch.Count - 1)),
        Dial.Highest => WithHighest(Nearest(value, Pitch.Count - 1)),
        Dial.AtOnce => this with { AtOnce = value > 0 },
        _ => this,
    };

    /// <summary>Whether it changes what the model would play but for repetitions and the register.</summary>
    internal bool LeadsNotes => Scale != Scale.Chromatic || Chord != PitchClasses.None || FollowChord || Louder is not null;

    /// <summary>The tones it may play.</summary>
    /// <param name="heard">The chord that the human last held; none before the first.</param>
    public PitchClasses Tones(PitchClasses heard)
    {
        PitchClasses scale = PitchClasses.Of(Scale, Tonic);
        if (FollowChord && heard != PitchClasses.None) return (heard & scale) != PitchClasses.None ? heard & scale : heard;
        return Chord != PitchClasses.None ? Chord : scale;
    }

    /// <exception cref="ModelException">Something makes no sense.</exception>
    public void Check()
    {
        if (Highest < Lowest) throw new ModelException($"The register {Lowest} to {Highest} is empty: the lowest key must not be above the highest.");
        if (!HasKeys) throw new ModelException($"No key from {Lowest} to {Highest} is one of the tones {Tones(PitchClasses.None)}: widen the register, or give other tones.");
        if (Polyphony is < 1 or > Pitch.Count) throw new ModelException($"A polyphony of {Polyphony} is out of range: choose 1 to 128 keys.");
        if (NotesPerSecond is not (null or (> 0 and <= 64))) throw new ModelException($"{NotesPerSecond} notes a second are out of range: choose more than 0 to 64, or none.");
        if (Louder is < -127 or > 127) throw new ModelException($"Louder by {Louder} is out of range: choose -127 to 127.");
        if (!(RepetitionGuard is >= 0 and <= 100)) throw new ModelException($"A repetition guard of {RepetitionGuard} is out of range: choose 0 to 100.");
    }

    /// <summary>A key in the register is one of the tones.</summary>
    private bool HasKeys
    {
        get
        {
            PitchClasses tones = Tones(PitchClasses.None);
            for (int pitch = Lowest.Number; pitch <= Highest.Number; pitch++)
            {
                if (tones.Contains(pitch)) return true;
            }

            return false;
        }
    }

    private Steering WithLowest(int key) => key <= Highest.Number ? Widened(this with { Lowest = new(key) }) : WithOctave(key);

    private Steering WithHighest(int key) => key >= Lowest.Number ? Widened(this with { Highest = new(key) }) : WithOctave(key - Octave + 1);

    private static Steering Widened(Steering steering) => steering.HasKeys ? steering : steering.WithOctave(steering.Lowest.Number);

    // an octave holds every tone
    private Steering WithOctave(int lowest)
    {
        lowest = Math.Clamp(lowest, 0, Pitch.Count - Octave);
        return this with { Lowest = new(lowest), Highest = new(lowest + Octave - 1) };
    }

    private static int Nearest(double value, int most) => double.IsNaN(value) ? 0 : (int)Math.Round(Math.Clamp(value, 0, most));
}
