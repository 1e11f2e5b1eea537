using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>What the improviser's hands may do, whatever the model would like.</summary>
public sealed record PlayLimits
{
    /// <summary>The lowest key it may strike; 21 is the lowest of the piano.</summary>
    public Pitch Lowest { get; init; } = new(21);

    /// <summary>The highest key it may strike; 108 is the highest of the piano.</summary>
    public Pitch Highest { get; init; } = new(108);

    /// <summary>The most keys it holds at once, 1 to 128.</summary>
    public int Polyphony { get; init; } = 12;

    /// <summary>The most notes it begins within a second, 1 to 64.</summary>
    public int NotesPerSecond { get; init; } = 30;

    /// <summary>The longest wait for the first note of an answer.</summary>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time between the beginnings of two notes.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A note that lasts so long is ended.</summary>
    public TimeSpan LongestNote { get; init; } = TimeSpan.FromSeconds(8);

    /// <exception cref="ModelException">A limit leaves nothing to play.</exception>
    public void Check()
    {
        if (Highest < Lowest) throw new ModelException($"The register {Lowest} to {Highest} is empty: the lowest key must not be above the highest.");
        if (Polyphony is < 1 or > Pitch.Count) throw new ModelException($"A polyphony of {Polyphony} is out of range: choose 1 to 128 keys.");
        if (NotesPerSecond is < 1 or > PhraseState.Remembered) throw new ModelException($"{NotesPerSecond} notes a second are out of range: choose 1 to {PhraseState.Remembered}.");
        if (FirstRest < TimeSpan.Zero || LongestRest < TimeSpan.FromMilliseconds(100)) throw new ModelException("A rest is too short: the first may last 0 s or more, the others 0.1 s or more.");
        if (LongestNote < TimeSpan.FromMilliseconds(100)) throw new ModelException("The longest note is too short: choose 0.1 s or more.");
    }
}
