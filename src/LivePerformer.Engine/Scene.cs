using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>One preset, put together and ready to play: who plays, whose turn it is, how time is kept.</summary>
/// <param name="Item">Its number in the set list, counted from 0.</param>
/// <param name="Slot">The callback's, in which its sounds and routes lie.</param>
public sealed record Scene(int Item, int Slot, ITurnTaking Turns, IImproviser Improviser)
{
    /// <summary>The item of which it is another way of playing, in another role: what the human turned there stays as it is.
    /// Null: it is an item by itself.</summary>
    public int? VariantOf { get; init; }

    /// <summary>The inputs, a bit each, that are heard; on the others the human only sounds.</summary>
    public int Hears { get; init; } = ~0;

    /// <summary>How far beyond now an answer is planned.</summary>
    public required TimeSpan LookAhead { get; init; }

    /// <summary>Zero: until the human plays again.</summary>
    public TimeSpan LongestAnswer { get; init; }

    /// <summary>Where both play at once: a key of the human voids what is planned for later than this after now, and the
    /// model plans anew with that key in its ear. Null: it is never both's turn.</summary>
    public TimeSpan? Replan { get; init; }

    /// <summary>Keeps the time; null: time is free.</summary>
    public Conductor? Conductor { get; init; }

    /// <summary>What is known of the delay of the instrument on the output.</summary>
    public LatencyProfile Latency { get; init; } = LatencyProfile.None;

    /// <summary>Of a phrase that is under way when another scene shall play: how long it may go on until it has come to an end
    /// by itself. Zero: it ends at once.</summary>
    public TimeSpan FinishesWithin { get; init; }

    /// <summary>It goes on from what was played before it; false: it begins with what it was primed with, or with nothing.</summary>
    public bool Remembers { get; init; } = true;
}
