namespace LivePerformer.Core;

/// <summary>A message of the human, with the frame at which it arrived; it is stamped once, in the callback.</summary>
/// <param name="Frame">Counted since the device started.</param>
/// <param name="Port">The number of the input on which it came; 0 is the first.</param>
public readonly record struct HeardEvent(long Frame, MidiMessage Message, byte Port = 0);
