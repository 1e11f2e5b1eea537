namespace LivePerformer.Engine;

/// <summary>What is known of somebody's MIDI clock.</summary>
public enum ClockState
{
    /// <summary>Nothing was heard yet.</summary>
    Silent,

    /// <summary>It ticks, but for too short a time to say how fast, or nobody said yet where the music starts.</summary>
    Listening,

    /// <summary>Its tempo is known and the music is running.</summary>
    Locked,

    /// <summary>Its tempo is known and the music is stopped.</summary>
    Stopped,

    /// <summary>It fell silent without a stop.</summary>
    Lost,
}
