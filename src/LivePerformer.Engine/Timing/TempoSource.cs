namespace LivePerformer.Engine;

/// <summary>Who gives the tempo.</summary>
public enum TempoSource
{
    /// <summary>Nobody: time is free.</summary>
    None,

    /// <summary>The preset or the command line.</summary>
    Given,

    /// <summary>The human, with a foot or a finger.</summary>
    Tapped,

    /// <summary>Somebody's MIDI clock.</summary>
    Clock,

    /// <summary>The human's playing.</summary>
    Playing,
}
