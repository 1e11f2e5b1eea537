namespace LivePerformer.Core;

/// <summary>What the performer asks of the callback.</summary>
public enum DueKind : byte
{
    /// <summary>Play this message at its frame.</summary>
    Message,

    /// <summary>Forget everything planned in an earlier epoch and end the AI's sounding notes and pedals, now.</summary>
    CancelBefore,

    /// <summary>The panic button: forget everything planned, now and of earlier epochs, and end everybody's notes at once.</summary>
    AllNotesOff,
}
