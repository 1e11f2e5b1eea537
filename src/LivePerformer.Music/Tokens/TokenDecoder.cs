using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Turns tokens back into keys going down and coming up, one token at a time.</summary>
/// <remarks>Whatever the tokens are, every note-on is followed by its note-off (call <see cref="Finish"/> at the end): a
/// pitch struck while it sounds comes up first, a note-off for a silent pitch says nothing. Single thread; does not
/// allocate.</remarks>
public sealed class TokenDecoder
{
    private const byte DefaultVelocity = 63;   // before the first velocity token

    private readonly Queue<NoteEvent> events = new(2 * Pitch.Count);
    private PitchSet sounding;
    private byte velocity = DefaultVelocity;

    /// <param name="start">The moment of the first token.</param>
    public TokenDecoder(TimePoint start = default) => Time = start;

    /// <summary>The moment that the tokens have reached.</summary>
    public TimePoint Time { get; private set; }

    public bool TryTake(out NoteEvent note) => events.TryDequeue(out note);

    /// <exception cref="ArgumentOutOfRangeException">The token is not 0 to 387.</exception>
    public void Push(int token)
    {
        switch (Vocabulary.KindOf(token))
        {
            case TokenKind.NoteOn:
                if (!sounding.Contains(token)) sounding.Add(token);
                else Add(token, 0);
                Add(token, velocity);
                break;
            case TokenKind.NoteOff:
                if (sounding.Remove(token - Vocabulary.FirstNoteOff)) Add(token - Vocabulary.FirstNoteOff, 0);
                break;
            case TokenKind.TimeShift:
                Time += Vocabulary.Step * Vocabulary.StepsOf(token);
                break;
            case TokenKind.Velocity:
                velocity = Vocabulary.VelocityOf(token - Vocabulary.FirstVelocity);
                break;
        }
    }

    /// <summary>Every key that is still down comes up now.</summary>
    public void Finish()
    {
        while (sounding.TryTake(out int pitch)) Add(pitch, 0);
    }

    /// <summary>Forgets everything and goes on at <paramref name="start"/>.</summary>
    public void Reset(TimePoint start)
    {
        events.Clear();
        sounding = default;
        velocity = DefaultVelocity;
        Time = start;
    }

    private void Add(int pitch, byte touch) => events.Enqueue(new(Time, new Pitch(pitch), touch));
}
