namespace LivePerformer.Core;

/// <summary>The key or pedal by which the human speaks to the performer: a sign and not music, so nobody else hears it.</summary>
public readonly record struct CueSign
{
    private readonly byte kind;
    private readonly byte number;

    private CueSign(byte kind, byte number)
    {
        this.kind = kind;
        this.number = number;
    }

    public static CueSign None => default;

    /// <summary>All of it in a number.</summary>
    public long Bits => (kind << 8) | number;

    public static CueSign FromBits(long bits) => new((byte)(bits >> 8), (byte)bits);

    public static CueSign Key(Pitch pitch) => new(0x90, pitch.Number);

    public static CueSign Pedal(byte controller) => new(0xB0, controller);

    /// <summary>Whether the message, on whatever channel, is the sign.</summary>
    public bool Is(MidiMessage message) => number == message.Data1 && kind switch
    {
        0x90 => message.IsNoteOn || message.IsNoteOff,
        0xB0 => message.IsControlChange,
        _ => false,
    };
}
