namespace LivePerformer.Core;

/// <summary>The sample position as a clock: a device moves it, any thread reads it.</summary>
public sealed class FrameClock(int sampleRate) : IClock
{
    private long frame;

    public long Frame => Volatile.Read(ref frame);

    public TimePoint Now => TimePoint.FromFrame(Frame, sampleRate);

    /// <remarks>Audio thread.</remarks>
    public void MoveTo(long frame) => Volatile.Write(ref this.frame, frame);
}
