namespace LivePerformer.Core;

/// <summary>A MIDI message inside a block of sound, at its frame counted from the block's start.</summary>
public readonly record struct BlockEvent(int Frame, MidiMessage Message);
