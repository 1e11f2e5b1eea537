namespace LivePerformer.Core;

/// <summary>A MIDI message inside a block of sound, at its frame counted from the block's start.</summary>
/// <param name="Port">The number of the input on which it came, or of the output on which it leaves; 0 is the first.</param>
public readonly record struct BlockEvent(int Frame, MidiMessage Message, byte Port = 0);
