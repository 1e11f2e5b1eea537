using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.RealTime;

/// <summary>What the callback is made of; both of its forms are built from this, and so are the same.</summary>
public sealed record StageSetup(Stage Stage)
{
    /// <summary>The SoundFont file of the piano that plays humans and AI; null for MIDI alone.</summary>
    public string? Piano { get; init; }

    /// <summary>What the human does as a sign.</summary>
    public CueSign Sign { get; init; }

    /// <summary>Likewise a sign: the human taps the tempo.</summary>
    public CueSign Tap { get; init; }

    /// <inheritdoc cref="StageProcessor(Stage, IInstrument?, int, CueSign, bool, CueSign)" path="/param[@name='sparesHeldKeys']"/>
    public bool SparesHeldKeys { get; init; }

    /// <summary>How many messages may be planned ahead.</summary>
    public int Planned { get; init; } = 8192;

    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    public StageProcessor Build(int sampleRate)
    {
        Synthesizer? piano = Piano is null ? null : new Synthesizer(FontShelf.Shared.Take(Piano), sampleRate);
        return new StageProcessor(Stage, piano, Planned, Sign, SparesHeldKeys, Tap);
    }
}
