using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LivePerformer.Core;

/// <summary>A moment of what the microphone hears, and where it lies: frames that were missed are seen from that.</summary>
/// <remarks>Plain memory, so that both runtimes see it.</remarks>
public struct MicrophoneSound
{
    /// <summary>The most samples.</summary>
    public const int Most = 128;

    private Row row;

    /// <param name="frame">Of the first sample, counted since the device started.</param>
    /// <param name="samples">One channel, at most <see cref="Most"/>.</param>
    public MicrophoneSound(long frame, ReadOnlySpan<float> samples)
    {
        Frame = frame;
        Count = samples.Length;
        samples.CopyTo(row);
    }

    public long Frame { get; }

    public int Count { get; }

    [UnscopedRef]
    public readonly ReadOnlySpan<float> Samples => ((ReadOnlySpan<float>)row)[..Count];

    [InlineArray(Most)]
    private struct Row
    {
        private float first;
    }
}
