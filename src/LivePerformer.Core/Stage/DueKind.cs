namespace LivePerformer.Core;

/// <summary>What the performer asks of the callback.</summary>
public enum DueKind : byte
{
    /// <summary>Play this message at its frame.</summary>
    Message,

    /// <summary>Forget everything planned in an earlier epoch and end the AI's sounding notes and pedals, now.</summary>
    CancelBefore,

    /// <summary>Forget everything planned for this frame and later; what began before it sounds on until its note-off,
    /// which is planned anew. What nevertheless began at it or later ends now, and is counted as stale.</summary>
    Withdraw,

    /// <summary>The panic button: forget everything planned, now and of earlier epochs, and end everybody's notes at once.</summary>
    AllNotesOff,
}
