using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>One run of a note Transformer with all its tensors in place: so many new tokens, so many new rows.</summary>
/// <remarks>Running allocates nothing.</remarks>
internal sealed class TransformerRun : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly List<OrtValue> values = [];

    /// <param name="tokens">N.</param>
    /// <param name="newRows">R; with none, the tensors are laid out as for one.</param>
    /// <param name="tensors">Buffers that hold at least so many of everything.</param>
    public TransformerRun(InferenceSession network, int tokens, int newRows, TransformerTensors tensors, KvCache cache)
    {
        (Tokens, Rows) = (tokens, newRows);
        int rows = Math.Max(1, newRows);
        binding = network.CreateIoBinding();
        int heads = tensors.Heads, width = tensors.Width, half = width / 2, slots = cache.Slots;
        Input(TransformerContract.Trunk, newRows > 0 ? tensors.Yes : tensors.No, 1);
        Input(TransformerContract.Note, tensors.Note, rows, 3);
        Input(TransformerContract.NoteKeys, tensors.NoteKeys, rows, KeyFeatures.Width);
        Input(TransformerContract.Cosine, tensors.Cosine, rows, heads, half);
        Input(TransformerContract.Sine, tensors.Sine, rows, heads, half);
        Input(TransformerContract.Mask, tensors.Mask, rows, slots + rows);
        Input(TransformerContract.Memory, tensors.Memory, 1, tensors.Head);
        Input(TransformerContract.Token, tensors.Token, tokens, 3);
        Input(TransformerContract.Row, tensors.Row, tokens);
        Input(TransformerContract.Keys, tensors.Keys, tokens, KeyFeatures.Width);
        Output(TransformerContract.Logits, tensors.Logits, tokens, Vocabulary.Size);
        Output(TransformerContract.Memories, tensors.Memories, 1 + rows, tensors.Head);
        for (int layer = 0; layer < tensors.NewKeys.Length; layer++)
        {
            Input(TransformerContract.KeyCache(layer), cache.Keys[layer], heads, width, slots);
            Input(TransformerContract.ValueCache(layer), cache.Values[layer], heads, slots, width);
            Output(TransformerContract.Key(layer), tensors.NewKeys[layer], rows, heads, width);
            Output(TransformerContract.Value(layer), tensors.NewValues[layer], rows, heads, width);
        }

        void Input<T>(string name, T[] buffer, params int[] shape) where T : unmanaged => binding.BindInput(name, Value(buffer, shape));
        void Output<T>(string name, T[] buffer, params int[] shape) where T : unmanaged => binding.BindOutput(name, Value(buffer, shape));
    }

    /// <summary>N: the most tokens of this run.</summary>
    public int Tokens { get; }

    /// <summary>R: the most new rows of this run.</summary>
    public int Rows { get; }

    public void Run(InferenceSession network, RunOptions options) => network.RunWithBinding(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        foreach (OrtValue value in values) value.Dispose();
    }

    private OrtValue Value<T>(T[] buffer, int[] shape) where T : unmanaged
    {
        int count = shape.Aggregate(1, (product, size) => product * size);
        OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, count), [.. shape.Select(size => (long)size)]);
        values.Add(value);
        return value;
    }
}
