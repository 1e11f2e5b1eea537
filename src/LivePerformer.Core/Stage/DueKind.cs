namespace LivePerformer.Core;

/// <summary>What the performer asks of the callback. The numbers stand in takes: they are never given to something else.</summary>
public enum DueKind : byte
{
    /// <summary>Play this message at its frame.</summary>
    Message,

    /// <summary>Forget everything planned in an earlier epoch and end the AI's sounding notes and pedals, now.</summary>
    CancelBefore,

    /// <summary>Forget everything planned for this frame and later; what began before it sounds on until its note-off,
    /// which is planned anew. What nevertheless began at it or later ends now, and is counted as stale.</summary>
    Withdraw,

    /// <summary>The clock's or the metronome's, not the AI's: this message at its frame as it is, whatever is cancelled
    /// or withdrawn, and into no take.</summary>
    Timing,

    /// <summary>Likewise the metronome's click in the built-in sound; the message's second byte says whether it begins a
    /// bar, the third how loud it is.</summary>
    Click,

    /// <summary>The panic button: forget all music planned, now and of earlier epochs, and end everybody's notes at once.</summary>
    AllNotesOff,

    /// <summary>From here on another slot plays for the human, for the AI, or for both; what sounds from the one before
    /// rings out. The frame is the number of the item that lies in it, the message's second byte the slot's, the third says
    /// who: see <see cref="SlotPart"/>.</summary>
    Enter,

    /// <summary>From here on the sign whose bits are the frame is one, or, where the message's second byte is 0, is none.</summary>
    Sign,
}
