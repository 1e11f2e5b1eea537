using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Tells in words when somebody else gives the tempo, or a clock is lost.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class TempoTeller(Conductor? conductor)
{
    private TempoSource told;
    private ClockState clock;

    /// <summary>Null where nothing changed.</summary>
    public string? News()
    {
        if (conductor is null || (conductor.Source == told && conductor.Clock == clock)) return null;

        bool lost = conductor.Clock == ClockState.Lost && clock != ClockState.Lost;
        bool waits = conductor.Clock == ClockState.Listening && clock != ClockState.Listening;
        bool changed = conductor.Source != told;
        (told, clock) = (conductor.Source, conductor.Clock);
        string tempo = $"{conductor.Bpm:0.0} beats a minute";
        string now = told switch
        {
            TempoSource.Given => $"{tempo}, as given",
            TempoSource.Tapped => $"{tempo}, as tapped",
            TempoSource.Clock => $"{tempo}, from the MIDI clock",
            TempoSource.Playing => $"{tempo}, found in your playing",
            _ => "time is free",
        };
        if (lost) return $"the MIDI clock is lost: {now}";
        if (waits) return "a MIDI clock ticks; its start is awaited";
        return changed && told != TempoSource.Playing ? now : null;     // what is found comes and goes with every phrase
    }
}
