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

    /// <summary>(rows, T) the tokens of some neighbouring rows.</summary>
    public Tensor TokenTensor(int first, int rows, Device device) =>
        tensor(Tokens.AsSpan(first * Length, rows * Length).ToArray(), [rows, Length], device: device);

    /// <summary>(rows, T, 256) their keyboards.</summary>
    public Tensor KeyboardTensor(int first, int rows, Device device) =>
        tensor(Keyboard.AsSpan(first * Length * LstmShape.KeyFeatures, rows * Length * LstmShape.KeyFeatures).ToArray(), [rows, Length, LstmShape.KeyFeatures], device: device);

    /// <summary>(rows * T) what follows, as the loss wants it.</summary>
    public Tensor TargetTensor(int first, int rows, Device device) =>
        tensor(Targets.AsSpan(first * Length, rows * Length).ToArray(), device: device);

    /// <summary>(1, rows, 1), to be multiplied with memory of shape (L, rows, H).</summary>
    public Tensor ContinuesTensor(int first, int rows, Device device) =>
        tensor(Continues.AsSpan(first, rows).ToArray(), [1, rows, 1], device: device);
}
