using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>Where the music may go: what is not wanted is not chosen, so that the model knows what was played.</summary>
/// <remarks>Never changes; to steer while playing, hand the improviser another one.</remarks>
public sealed record Steering
{
    /// <summary>The tones out of which it plays.</summary>
    public PitchClasses Scale { get; init; } = PitchClasses.All;

    /// <summary>Tones out of which alone it plays, whatever the scale; none for no chord.</summary>
    public PitchClasses Chord { get; init; } = PitchClasses.None;

    /// <summary>Keeps to the chord that the human last held; the scale still counts where it shares a tone with that.</summary>
    public bool FollowChord { get; init; }

    /// <summary>The lowest key it may strike.</summary>
    public Pitch Lowest { get; init; } = new(0);

    /// <summary>The highest key it may strike.</summary>
    public Pitch Highest { get; init; } = new(127);

    /// <summary>The most keys it holds at once, 1 to 128.</summary>
    public int Polyphony { get; init; } = Pitch.Count;

    /// <summary>The notes a second that it is drawn towards, more than 0 to 64; null leaves it to the model.</summary>
    public double? NotesPerSecond { get; init; }

    /// <summary>How much louder than the human it is drawn to play, in MIDI velocity, -127 to 127; null leaves it to the model.</summary>
    public int? Louder { get; init; }

    /// <summary>Taken from the logit of a pitch for each of its strikes beyond half of the last sixteen; 0 lets it repeat.</summary>
    public float RepetitionGuard { get; init; } = 0.5f;

    /// <summary>The same with one thing turned; what lies outside its range is taken as the nearest inside.</summary>
    public Steering With(Dial dial, double value) => dial switch
    {
        Dial.Density => this with { NotesPerSecond = value > 0 ? Math.Min(value, 64) : null },
        Dial.Loudness => this with { Louder = (int)Math.Clamp(value, -127, 127) },
        _ => this,
    };

    /// <summary>Whether it changes what the model would play but for repetitions and the register.</summary>
    internal bool LeadsNotes => Scale != PitchClasses.All || Chord != PitchClasses.None || FollowChord || Louder is not null;

    /// <summary>The tones it may play.</summary>
    /// <param name="heard">The chord that the human last held; none before the first.</param>
    public PitchClasses Tones(PitchClasses heard)
    {
        if (FollowChord && heard != PitchClasses.None) return (heard & Scale) != PitchClasses.None ? heard & Scale : heard;
        return Chord != PitchClasses.None ? Chord : Scale;
    }

    /// <exception cref="ModelException">Something makes no sense.</exception>
    public void Check()
    {
        if (Scale == PitchClasses.None) throw new ModelException("The scale has no tones: give one, or all twelve.");
        if (Highest < Lowest) throw new ModelException($"The register {Lowest} to {Highest} is empty: the lowest key must not be above the highest.");
        PitchClasses tones = Tones(PitchClasses.None);
        if (!Enumerable.Range(Lowest.Number, Highest.Number - Lowest.Number + 1).Any(tones.Contains))
            throw new ModelException($"No key from {Lowest} to {Highest} is one of the tones {tones}: widen the register, or give other tones.");
        if (Polyphony is < 1 or > Pitch.Count) throw new ModelException($"A polyphony of {Polyphony} is out of range: choose 1 to 128 keys.");
        if (NotesPerSecond is not (null or (> 0 and <= 64))) throw new ModelException($"{NotesPerSecond} notes a second are out of range: choose more than 0 to 64, or none.");
        if (Louder is < -127 or > 127) throw new ModelException($"Louder by {Louder} is out of range: choose -127 to 127.");
        if (!(RepetitionGuard is >= 0 and <= 100)) throw new ModelException($"A repetition guard of {RepetitionGuard} is out of range: choose 0 to 100.");
    }
}
