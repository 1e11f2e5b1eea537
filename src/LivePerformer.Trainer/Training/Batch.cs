using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>One window of B pieces read side by side, as flat arrays ready to become tensors.</summary>
public sealed class Batch(int streams, int length)
{
    /// <summary>A target that is not scored: the piece had ended.</summary>
    public const long Nothing = -100;

    public int Streams { get; } = streams;
    public int Length { get; } = length;

    /// <summary>(B, T) token ids.</summary>
    public long[] Tokens { get; } = new long[streams * length];

    /// <summary>(B, T, 256) the keyboard after each token.</summary>
    public float[] Keyboard { get; } = new float[streams * length * LstmShape.KeyFeatures];

    /// <summary>(B, T) the tokens that follow, or <see cref="Nothing"/>.</summary>
    public long[] Targets { get; } = new long[streams * length];

    /// <summary>(B) 1 where the window continues the one before, 0 where a piece begins and memory must be empty.</summary>
    public float[] Continues { get; } = new float[streams];

    /// <summary>How many targets are scored.</summary>
    public int Scored { get; set; }

    public Tensor TokenTensor(Device device) => tensor(Tokens, [Streams, Length], device: device);
    public Tensor KeyboardTensor(Device device) => tensor(Keyboard, [Streams, Length, LstmShape.KeyFeatures], device: device);

    /// <summary>(B * T), as the loss wants them.</summary>
    public Tensor TargetTensor(Device device) => tensor(Targets, device: device);

    /// <summary>(1, B, 1), to be multiplied with memory of shape (L, B, H).</summary>
    public Tensor ContinuesTensor(Device device) => tensor(Continues, [1, Streams, 1], device: device);
}
