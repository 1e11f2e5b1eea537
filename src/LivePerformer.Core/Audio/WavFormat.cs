namespace LivePerformer.Core;

/// <summary>How a WAV file stores a sample.</summary>
public enum WavFormat
{
    /// <summary>16-bit integers with dither: what every player opens.</summary>
    Pcm16,

    /// <summary>32-bit floating point: nothing is rounded, nothing clips.</summary>
    Float32,
}
