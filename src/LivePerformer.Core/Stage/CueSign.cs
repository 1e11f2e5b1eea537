namespace LivePerformer.Core;

/// <summary>The key, pedal, knob or program change by which the human speaks to the performer: a sign and not music, so
/// nobody else hears it.</summary>
/// <remarks>Four bytes, without references: both runtimes see it.</remarks>
public readonly record struct CueSign
{
    private readonly SignKind kind;
    private readonly byte number;
    private readonly byte channel;      // 0: any; else one more than on the wire
    private readonly byte port;         // 0: any; else one more than its number

    private CueSign(SignKind kind, byte number, byte channel = 0, byte port = 0)
    {
        this.kind = kind;
        this.number = number;
        this.channel = channel;
        this.port = port;
    }

    public static CueSign None => default;

    public static CueSign Key(Pitch pitch) => new(SignKind.Key, pitch.Number);

    public static CueSign Pedal(byte controller) => new(SignKind.Controller, controller);

    public static CueSign Program(byte number) => new(SignKind.Program, number);

    /// <summary>What <see cref="Bits"/> gave.</summary>
    public static CueSign FromBits(long bits) => new((SignKind)(byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24));

    public SignKind Kind => kind;

    /// <summary>Of the key, the controller or the program, 0 to 127.</summary>
    public byte Number => number;

    /// <summary>0 to 15, as on the wire; null: any.</summary>
    public int? Channel => channel == 0 ? null : channel - 1;

    /// <summary>The number of the input; null: any.</summary>
    public int? Port => port == 0 ? null : port - 1;

    /// <summary>The sign as a number, for places where only a number has room.</summary>
    public long Bits => (long)kind | ((long)number << 8) | ((long)channel << 16) | ((long)port << 24);

    /// <summary>The same on one channel alone.</summary>
    /// <param name="channel">0 to 15, as on the wire.</param>
    public CueSign OnChannel(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channel, 15);
        return new(kind, number, (byte)(channel + 1), port);
    }

    /// <summary>The same on one input alone.</summary>
    public CueSign OnPort(byte port)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(port, byte.MaxValue);
        return new(kind, number, channel, (byte)(port + 1));
    }

    /// <summary>Whether the message is the sign, also where it says that the key or pedal comes up.</summary>
    /// <param name="port">The number of the input on which it came.</param>
    public bool Is(MidiMessage message, byte port = 0) =>
        number == message.Data1
        && (channel == 0 || channel == message.Channel + 1)
        && (this.port == 0 || this.port == port + 1)
        && kind switch
        {
            SignKind.Key => message.IsNoteOn || message.IsNoteOff,
            SignKind.Controller => message.IsControlChange,
            SignKind.Program => message.Kind == (byte)SignKind.Program,
            _ => false,
        };

    /// <summary>Whether one message can be both signs.</summary>
    public bool Overlaps(CueSign other) =>
        kind != SignKind.None && kind == other.kind && number == other.number
        && (channel == 0 || other.channel == 0 || channel == other.channel)
        && (port == 0 || other.port == 0 || port == other.port);
}
