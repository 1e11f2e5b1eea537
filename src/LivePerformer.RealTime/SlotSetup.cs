using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.RealTime;

/// <summary>What one preset asks of the callback.</summary>
public sealed record SlotSetup
{
    /// <summary>The most routes of one preset.</summary>
    public const int MostRoutes = 32;

    /// <summary>Everything from the first input, to the first output and to the instrument.</summary>
    public static IReadOnlyList<Route> Through { get; } = [new Route(0, 0), new Route(0, Route.Instrument)];

    /// <summary>The SoundFont file of the piano that plays humans and AI; null for MIDI alone.</summary>
    public string? Piano { get; init; }

    /// <summary>What the human does as a sign; it goes neither through nor into the instrument.</summary>
    public CueSign Sign { get; init; }

    /// <summary>Likewise a sign: the human taps the tempo.</summary>
    public CueSign Tap { get; init; }

    /// <summary>A key that the human holds is not struck by the AI, also where that was planned before the human struck it.</summary>
    public bool SparesHeldKeys { get; init; }

    /// <summary>The number of the output on which the AI leaves.</summary>
    public byte AiOutput { get; init; }

    /// <summary>Where the human's messages go.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = Through;

    /// <param name="before">The slot's instrument until now, which plays on with another sound; null where there is none.</param>
    /// <exception cref="LivePerformerException">The piano is absent or broken; the one before is as it was.</exception>
    internal IInstrument? InstrumentFor(int sampleRate, IInstrument? before)
    {
        if (Piano is null) return null;

        SoundFont font = FontShelf.Shared.Take(Piano);
        if (before is not Synthesizer synthesizer) return new Synthesizer(font, sampleRate);

        synthesizer.Use(font);
        return synthesizer;
    }
}
