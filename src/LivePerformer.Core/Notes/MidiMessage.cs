namespace LivePerformer.Core;

/// <summary>Three raw bytes of a MIDI channel message, at device edges and in files only.</summary>
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

    /// <summary>Bytes on the wire: program change and channel pressure have two, the other channel messages three.</summary>
    public int Length => Kind is 0xC0 or 0xD0 ? 2 : 3;

    public static MidiMessage NoteOn(int channel, Pitch pitch, byte velocity) =>
        new((byte)(0x90 | (channel & 0x0F)), pitch.Number, velocity);

    public static MidiMessage NoteOff(int channel, Pitch pitch) =>
        new((byte)(0x80 | (channel & 0x0F)), pitch.Number, 64);

    public static MidiMessage Control(int channel, byte controller, byte value) =>
        new((byte)(0xB0 | (channel & 0x0F)), controller, value);
}
