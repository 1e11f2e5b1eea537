using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>The same tokens read note by note: what a network that takes one step a note is told of each note, and of
/// each token between two of them.</summary>
/// <remarks>
/// A function of the tokens alone, so that training and stage see the same numbers. A note-on token closes a row: its
/// pitch, its touch, the time since the note before, the keys that sound with it (see <see cref="KeyFeatures"/>), and its
/// place in the music, counted in notes and in seconds. Before the first note stands an empty row, the start.
/// Single thread; does not allocate.
/// </remarks>
public sealed class NoteFeatures
{
    /// <summary>Names these exact numbers; models remember it.</summary>
    public const string Id = "notes-64+keys-256/1";

    /// <summary>The pitch of the start row.</summary>
    public const int NoPitch = Core.Pitch.Count;

    /// <summary>The touch before the first velocity token.</summary>
    public const int NoTouch = Vocabulary.VelocityBins;

    /// <summary>Classes of a time in steps: 0 to 40 as they are, then ever wider up to ten seconds.</summary>
    public const int Gaps = 64;

    private const int Exact = 40, Longest = 1000;

    // by time in steps
    private static readonly byte[] GapOf = [.. Enumerable.Range(0, Longest + 1).Select(steps => (byte)(steps <= Exact ? steps
        : Math.Min(Gaps - 1, Exact + 1 + (int)((Gaps - 1 - Exact) * Math.Log((double)steps / Exact) / Math.Log((double)Longest / Exact)))))];

    private long onset;

    /// <summary>The keys after the last token.</summary>
    public KeyFeatures Keys { get; } = new();

    /// <summary>Rows closed so far, the start not counted.</summary>
    public long Notes { get; private set; }

    /// <summary>The last note's pitch, or <see cref="NoPitch"/>.</summary>
    public int Pitch { get; private set; } = NoPitch;

    /// <summary>The class of the time between the last note and the one before it.</summary>
    public int Gap { get; private set; } = Gaps - 1;

    /// <summary>The velocity bin that holds now, or <see cref="NoTouch"/>.</summary>
    public int Touch { get; private set; } = NoTouch;

    /// <summary>Steps of 10 ms since the first token.</summary>
    public long Step { get; private set; }

    /// <summary>The class of the time since the last note.</summary>
    public int Since => Notes == 0 ? Gaps - 1 : ClassOf(Step - onset);

    /// <summary>Seconds from the first token to the last note.</summary>
    public double Seconds => onset * Vocabulary.Step.TotalSeconds;

    /// <summary>Consumes one token; true when it was a note-on, and a row stands ready.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The token is not 0 to 387.</exception>
    public bool Advance(int token)
    {
        Keys.Advance(token);
        switch (Vocabulary.KindOf(token))
        {
            case TokenKind.TimeShift:
                Step += Vocabulary.StepsOf(token);
                return false;
            case TokenKind.Velocity:
                Touch = token - Vocabulary.FirstVelocity;
                return false;
            case TokenKind.NoteOn:
                Gap = Since;
                onset = Step;
                Pitch = token - Vocabulary.FirstNoteOn;
                Notes++;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes over the state of another, to roll back to it later or to go on from it.</summary>
    public void CopyFrom(NoteFeatures other)
    {
        Keys.CopyFrom(other.Keys);
        (Notes, Pitch, Gap, Touch, Step, onset) = (other.Notes, other.Pitch, other.Gap, other.Touch, other.Step, other.onset);
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Keys.Reset();
        (Notes, Pitch, Gap, Touch, Step, onset) = (0, NoPitch, Gaps - 1, NoTouch, 0, 0);
    }

    private static int ClassOf(long steps) => GapOf[Math.Min(steps, Longest)];
}
