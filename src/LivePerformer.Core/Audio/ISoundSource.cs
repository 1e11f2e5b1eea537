namespace LivePerformer.Core;

/// <summary>Gives a device without a microphone what one would hear.</summary>
public interface ISoundSource
{
    /// <remarks>The device's audio thread.</remarks>
    /// <param name="sound">One channel, to be filled whole.</param>
    /// <param name="frame">The number of its first frame since the device started.</param>
    void Fill(Span<float> sound, long frame);
}
