namespace LivePerformer.Core;

/// <summary>A message of the human, with the frame at which it arrived; it is stamped once, in the callback. What a
/// microphone heard is stamped with the frame at which it sounded.</summary>
/// <param name="Frame">Counted since the device started.</param>
/// <param name="Port">The number of the input on which it came; 0 is the first.</param>
/// <param name="Lag">By how many frames it came later than it sounded: 0 but for what a microphone heard.</param>
public readonly record struct HeardEvent(long Frame, MidiMessage Message, byte Port = 0, int Lag = 0)
{
    /// <summary>The frame at which the callback had it.</summary>
    public long Came => Frame + Lag;
}
