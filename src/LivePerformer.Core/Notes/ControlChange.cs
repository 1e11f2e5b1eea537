namespace LivePerformer.Core;

/// <summary>A pedal or a wheel moves to a new position, 0 to 127.</summary>
public readonly record struct ControlChange(TimePoint Time, byte Controller, byte Value)
{
    public const byte Sustain = 64;
    public const byte Sostenuto = 66;
    public const byte Soft = 67;
    public const byte AllSoundOff = 120;
    public const byte AllNotesOff = 123;

    /// <summary>A switch pedal is down from 64 upwards (MIDI 1.0).</summary>
    public bool IsDown => Value >= 64;
}
