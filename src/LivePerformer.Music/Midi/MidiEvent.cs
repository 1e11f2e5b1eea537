using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>One event of a MIDI file, at its tick counted from the start of the track.</summary>
/// <param name="Tick">Ticks since the start of the track; the file's division says how long a tick is.</param>
/// <param name="Status">0x80 to 0xEF for a channel message, 0xF0 or 0xF7 for system exclusive, 0xFF for meta.</param>
/// <param name="Data1">First data byte of a channel message; the type of a meta event.</param>
/// <param name="Data2">Second data byte of a channel message.</param>
/// <param name="Data">Bytes of a system exclusive or meta event, as they stand in the file after the length.</param>
public readonly record struct MidiEvent(long Tick, byte Status, byte Data1, byte Data2, byte[]? Data = null)
{
    public const byte SysEx = 0xF0;
    public const byte Escape = 0xF7;
    public const byte Meta = 0xFF;

    public bool IsChannel => Status < 0xF0;
    public bool IsSysEx => Status is SysEx or Escape;
    public bool IsMeta => Status == Meta;
    public bool IsEndOfTrack => IsMeta && Data1 == MetaType.EndOfTrack;
    public bool IsTempo => IsMeta && Data1 == MetaType.Tempo && Data is { Length: 3 };

    /// <summary>The channel message; meaningful only where <see cref="IsChannel"/>.</summary>
    public MidiMessage Message => new(Status, Data1, Data2);

    /// <summary>Length of a quarter note in microseconds; meaningful only where <see cref="IsTempo"/>.</summary>
    public int MicrosecondsPerQuarter => (Data![0] << 16) | (Data[1] << 8) | Data[2];

    /// <summary>The bytes as text: UTF-8 where they are, else Latin-1, which never fails.</summary>
    public string Text
    {
        get
        {
            byte[] bytes = Data ?? [];
            return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        }
    }

    public static MidiEvent Channel(long tick, MidiMessage message) =>
        new(tick, message.Status, message.Data1, message.Data2);

    public static MidiEvent MetaEvent(long tick, byte type, params byte[] data) => new(tick, Meta, type, 0, data);

    public static MidiEvent TextEvent(long tick, byte type, string text) =>
        new(tick, Meta, type, 0, Encoding.UTF8.GetBytes(text));

    /// <param name="tick">Ticks since the start of the track.</param>
    /// <param name="microsecondsPerQuarter">1 to 16,777,215.</param>
    public static MidiEvent Tempo(long tick, int microsecondsPerQuarter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(microsecondsPerQuarter, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(microsecondsPerQuarter, 0xFFFFFF);
        return MetaEvent(tick, MetaType.Tempo,
            (byte)(microsecondsPerQuarter >> 16), (byte)(microsecondsPerQuarter >> 8), (byte)microsecondsPerQuarter);
    }

    public static MidiEvent End(long tick) => MetaEvent(tick, MetaType.EndOfTrack);

    /// <summary>Equal when tick, status and every byte are.</summary>
    public bool Equals(MidiEvent other) =>
        Tick == other.Tick && Status == other.Status && Data1 == other.Data1 && Data2 == other.Data2
        && (Data ?? []).AsSpan().SequenceEqual(other.Data ?? []);

    /// <summary>As a hex dump with its tick: 960: 90 3C 40.</summary>
    public override string ToString() =>
        $"{Tick}: {Status:X2} {Data1:X2}{(IsChannel ? $" {Data2:X2}" : "")} {Convert.ToHexString((Data ?? []).AsSpan(0, Math.Min(16, Data?.Length ?? 0)))}".TrimEnd();

    public override int GetHashCode() => HashCode.Combine(Tick, Status, Data1, Data2, Data?.Length ?? 0);
}
