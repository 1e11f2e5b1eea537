namespace LivePerformer.Core;

/// <summary>Listens to the human and plays on: notes in, notes out.</summary>
/// <remarks>Performer thread only. Notes leave as events, not as whole notes: a model that writes the end of a note
/// long after its beginning need not be waited for.</remarks>
public interface IImproviser
{
    /// <summary>The human struck or released a key. Reads along, so that the answer is half prepared.</summary>
    void Hear(in NoteEvent note);

    /// <summary>The human moved a pedal.</summary>
    void Hear(in ControlChange control);

    /// <summary>Our turn begins: the answer starts at <paramref name="now"/> or soon after it.</summary>
    void Begin(TimePoint now);

    /// <summary>The next event of the answer, in order of time; false when the phrase has ended, or there is nothing to
    /// play until the human does something.</summary>
    bool TryPlay(out NoteEvent answer);

    /// <summary>Our turn ends at <paramref name="now"/>: what was planned for later was never played, and the memory
    /// of it is taken back.</summary>
    void Yield(TimePoint now);

    /// <summary>Both play at once, and the human did something: our turn goes on, but what was planned for
    /// <paramref name="from"/> or later was never played. Our keys that sound then sound on.</summary>
    /// <param name="resume">Nothing new may begin before this; later than <paramref name="from"/> where our events
    /// were played later than planned.</param>
    void TakeBack(TimePoint from, TimePoint resume);

    /// <summary>Forgets all that was heard and played, its keys and its fault; its dice are not thrown anew.</summary>
    void Forget();

    /// <summary>From the next note on that is chosen; what lies outside its range is taken as the nearest inside. Who has no
    /// such dial does nothing.</summary>
    void Turn(Dial dial, double value)
    {
    }

    /// <summary>Why it can no longer play; null while it can.</summary>
    string? Fault => null;
}
