namespace LivePerformer.Core;

/// <summary>With what the human speaks to the performer; the numbers are those of MIDI's status bytes.</summary>
public enum SignKind : byte
{
    None = 0,
    Key = 0x90,

    /// <summary>A pedal, a button, a knob or a fader.</summary>
    Controller = 0xB0,

    Program = 0xC0,
}
