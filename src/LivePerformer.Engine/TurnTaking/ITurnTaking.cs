using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Decides whose turn it is, from what the human plays.</summary>
/// <remarks>Performer thread only.</remarks>
public interface ITurnTaking
{
    /// <summary>The human struck or released a key.</summary>
    /// <returns>True when the event is a sign to us and not music: the model does not hear it.</returns>
    bool Hear(in NoteEvent note);

    /// <summary>The human moved a pedal.</summary>
    /// <returns>True when the event is a sign to us and not music: the model does not hear it.</returns>
    bool Hear(in ControlChange control);

    /// <summary>Asked at every step; moments never go back.</summary>
    /// <param name="now">Until then all is known that the human did: with a microphone that is a little before now.</param>
    bool IsOurTurn(TimePoint now);

    /// <summary>Our turn begins at once, whatever the cue would be.</summary>
    void Grant(TimePoint now);

    /// <summary>Our turn ends at once, and begins no more before the human does something.</summary>
    void Dismiss(TimePoint now);

    /// <summary>The moment at which our turn began: the cue, of which the step heard a little later.</summary>
    TimePoint Cue { get; }
}
