namespace LivePerformer.Core;

/// <summary>Three raw bytes of a MIDI message of a channel, or of the clock, at device edges and in files only.</summary>
public readonly record struct MidiMessage(byte Status, byte Data1, byte Data2)
{
    public byte Kind => (byte)(Status & 0xF0);

    /// <summary>0 to 15, as on the wire.</summary>
    public byte Channel => (byte)(Status & 0x0F);

    public bool IsNoteOn => Kind == 0x90 && Data2 > 0;
    public bool IsNoteOff => Kind == 0x80 || (Kind == 0x90 && Data2 == 0);
    public bool IsControlChange => Kind == 0xB0;

    /// <summary>Whether every key of the channel comes up with it: "all sound off", "all notes off" and the changes of mode.</summary>
    public bool IsAllNotesOff => IsControlChange && Data1 is ControlChange.AllSoundOff or (>= ControlChange.AllNotesOff);

    /// <summary>It belongs to no channel, but to the clock and the transport.</summary>
    public bool IsSystem => Status >= 0xF0;

    /// <summary>Bytes on the wire: program change and channel pressure have two, the other channel messages and the song
    /// position three, the clock one.</summary>
    public int Length => Status >= TimingClock ? 1 : Kind is 0xC0 or 0xD0 ? 2 : 3;

    /// <summary>Status bytes of the clock (MIDI 1.0): the song position in sixteenths, one of 24 ticks a beat, and the transport.</summary>
    public const byte SongPosition = 0xF2, TimingClock = 0xF8, Start = 0xFA, Continue = 0xFB, Stop = 0xFC;

    /// <summary>Never on a wire here: a device lets it arrive on an input whose source has gone, and all that was held
    /// there comes up.</summary>
    public const byte SourceGone = 0xFF;

    public static MidiMessage Clock(byte status) => new(status, 0, 0);

    public static MidiMessage NoteOn(int channel, Pitch pitch, byte velocity) =>
        new((byte)(0x90 | (channel & 0x0F)), pitch.Number, velocity);

    public static MidiMessage NoteOff(int channel, Pitch pitch) =>
        new((byte)(0x80 | (channel & 0x0F)), pitch.Number, 64);

    public static MidiMessage Control(int channel, byte controller, byte value) =>
        new((byte)(0xB0 | (channel & 0x0F)), controller, value);
}
