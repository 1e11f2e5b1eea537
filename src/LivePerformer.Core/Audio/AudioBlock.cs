namespace LivePerformer.Core;

/// <summary>A block of stereo sound to be filled, and what is heard meanwhile: full scale is -1 to 1, both channels equally long.</summary>
public readonly ref struct AudioBlock(Span<float> left, Span<float> right, int sampleRate, long startFrame)
{
    public Span<float> Left { get; } = left;
    public Span<float> Right { get; } = right;

    /// <summary>Frames per second.</summary>
    public int SampleRate { get; } = sampleRate;

    /// <summary>Number of the block's first frame since the device started.</summary>
    public long StartFrame { get; } = startFrame;

    public int Frames => Left.Length;

    /// <summary>What the microphone hears in these frames; empty where there is none.</summary>
    public ReadOnlySpan<float> Heard { get; init; }

    public AudioBlock Slice(int start, int frames) =>
        new(Left.Slice(start, frames), Right.Slice(start, frames), SampleRate, StartFrame + start) { Heard = Heard.IsEmpty ? Heard : Heard.Slice(start, frames) };

    public void Clear()
    {
        Left.Clear();
        Right.Clear();
    }
}
