using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>What the callback is made of; both of its forms are built from this, and so are the same.</summary>
public sealed record StageSetup(Stage Stage)
{
    /// <summary>The preset that plays first.</summary>
    public SlotSetup First { get; init; } = new();

    /// <summary>How many MIDI outputs there are.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>How many messages may be planned ahead.</summary>
    public int Planned { get; init; } = 8192;

    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    public StageProcessor Build(int sampleRate) => new(this, First.InstrumentFor(sampleRate, null), sampleRate);
}
