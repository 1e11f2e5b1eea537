namespace LivePerformer.Core;

/// <summary>Takes what was played elsewhere.</summary>
public interface ISoundSink
{
    /// <param name="left">A block of one channel, full scale -1 to 1; as long as <paramref name="right"/>.</param>
    /// <param name="start">The number of its first frame since the device started.</param>
    /// <remarks>Audio thread: may not wait, allocate, throw or log.</remarks>
    void Take(ReadOnlySpan<float> left, ReadOnlySpan<float> right, long start);
}
