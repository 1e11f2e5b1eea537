using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Brings music from its own key to C major or A minor, and back.</summary>
/// <remarks>
/// The way is the shorter one: 6 semitones down to 5 up, so that the 88 keys of a piano stay within MIDI's 128 pitches and
/// the way back is exact. A pitch beyond the piano that would leave them moves an octave less or more.
/// Live: the model reads <see cref="Apply(Pitch)"/> of what is heard and sounds <see cref="Back(Pitch)"/> of what it plays.
/// With a new one from <see cref="KeyEstimate"/> the model is told its context again, keys that are down included: a key must
/// come up by the way it went down.
/// </remarks>
/// <param name="Semitones">Added to each pitch on the way to C major or A minor.</param>
public readonly record struct Standardization(int Semitones)
{
    /// <summary>Names these reference keys and the way in which a key is found; models remember it.</summary>
    public const string Id = "krumhansl-schmuckler-c-a/1";

    private const int AMinor = 9;

    /// <param name="key">The key of the music as it is played.</param>
    public Standardization(MusicalKey key)
        : this(Nearest((key.Mode == KeyMode.Major ? 0 : AMinor) - key.Tonic)) { }

    /// <summary>The key that comes to C major.</summary>
    public MusicalKey Major => new(PitchClass(-Semitones), KeyMode.Major);

    /// <summary>Its relative, which comes to A minor.</summary>
    public MusicalKey Minor => new(PitchClass(AMinor - Semitones), KeyMode.Minor);

    /// <summary>From the key it is played in to the reference key.</summary>
    public Pitch Apply(Pitch pitch) => Shift(pitch, Semitones);

    /// <summary>From the reference key to the key it is played in.</summary>
    public Pitch Back(Pitch pitch) => Shift(pitch, -Semitones);

    public NoteEvent Apply(NoteEvent note) => note with { Pitch = Apply(note.Pitch) };

    public NoteEvent Back(NoteEvent note) => note with { Pitch = Back(note.Pitch) };

    public Note Apply(Note note) => note with { Pitch = Apply(note.Pitch) };

    public Note Back(Note note) => note with { Pitch = Back(note.Pitch) };

    private static int Nearest(int semitones)
    {
        int up = PitchClass(semitones);
        return up > 5 ? up - 12 : up;
    }

    private static int PitchClass(int semitones) => ((semitones % 12) + 12) % 12;

    private static Pitch Shift(Pitch pitch, int semitones)
    {
        int number = pitch.Number + semitones;
        return new(number < 0 ? number + 12 : number >= Pitch.Count ? number - 12 : number);
    }
}
