using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>The network as it hears on, some frames at a time: what it remembers of the sound lies here.</summary>
/// <remarks>One thread. Running allocates nothing.</remarks>
internal sealed class TranscriberSession : IDisposable
{
    // Frames are run in pieces of these lengths; each has its tensors bound once.
    private static readonly int[] Many = [64, 16, 8, 4, 3, 2, 1];
    private static readonly int[] One = [1];

    private readonly TranscriberFolder folder;
    private readonly int[] lengths;
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly List<OrtValue> values = [];
    private readonly float[] mel;
    private readonly float[][] outputs;
    private readonly float[][] first, second;                 // the states: each run reads one and writes the other
    private readonly float[][] beginning;                     // with which it begins: nothing, or what it was primed with
    private readonly OrtIoBinding[] fromFirst, fromSecond;    // of each length
    private readonly int bands;
    private bool isInFirst = true;

    public TranscriberSession(TranscriberFolder folder)
    {
        this.folder = folder;
        bands = folder.Manifest.Features.Bands;
        // ONNX Runtime's products in 8 bits round otherwise for one row than for many; one by one costs little more.
        lengths = folder.Manifest.Weights == WeightFormat.EightBits.Word() ? One : Many;
        mel = Pinned(lengths[0] * bands);
        outputs = [.. TranscriberContract.Outputs.Select(name => Pinned(lengths[0] * Width(name)))];
        first = [.. folder.States.Select(shape => Pinned(Size(shape)))];
        second = [.. folder.States.Select(shape => Pinned(Size(shape)))];
        beginning = [.. folder.States.Select(shape => new float[Size(shape)])];
        fromFirst = [.. lengths.Select(length => Bind(length, first, second))];
        fromSecond = [.. lengths.Select(length => Bind(length, second, first))];
    }

    /// <summary>Hears the first of some frames, as many as go together.</summary>
    /// <param name="frames">T x bands, at least one frame.</param>
    /// <returns>How many frames were heard; the outputs' rows speak of them.</returns>
    public int Run(ReadOnlySpan<float> frames)
    {
        int choice = 0;
        while (lengths[choice] * bands > frames.Length) choice++;
        frames[..(lengths[choice] * bands)].CopyTo(mel);
        folder.Network.RunWithBinding(options, (isInFirst ? fromFirst : fromSecond)[choice]);
        isInFirst = !isInFirst;
        return lengths[choice];
    }

    /// <summary>What the last run said: as many rows as frames were heard, of 88 numbers or, for the pedal, one.</summary>
    /// <param name="number">In the order of <see cref="TranscriberContract.Outputs"/>.</param>
    public ReadOnlySpan<float> Output(int number) => outputs[number];

    /// <summary>Row <paramref name="row"/> of an output.</summary>
    public ReadOnlySpan<float> Output(int number, int row) => outputs[number].AsSpan(row * Width(TranscriberContract.Outputs[number]), Width(TranscriberContract.Outputs[number]));

    /// <summary>Where it stands now it begins from now on.</summary>
    public void BeginHere()
    {
        for (int i = 0; i < beginning.Length; i++) (isInFirst ? first : second)[i].CopyTo(beginning[i], 0);
    }

    /// <summary>It stands where it begins.</summary>
    public void Reset()
    {
        isInFirst = true;
        for (int i = 0; i < beginning.Length; i++) beginning[i].CopyTo(first[i], 0);
    }

    public void Dispose()
    {
        foreach (OrtIoBinding binding in fromFirst) binding.Dispose();
        foreach (OrtIoBinding binding in fromSecond) binding.Dispose();
        foreach (OrtValue value in values) value.Dispose();
        options.Dispose();
    }

    private OrtIoBinding Bind(int length, float[][] from, float[][] to)
    {
        OrtIoBinding binding = folder.Network.CreateIoBinding();
        binding.BindInput(TranscriberContract.Mel, Value(mel, [1, length, bands]));
        for (int i = 0; i < outputs.Length; i++)
            binding.BindOutput(TranscriberContract.Outputs[i], Value(outputs[i], [1, length, Width(TranscriberContract.Outputs[i])]));
        for (int i = 0; i < folder.States.Length; i++)
        {
            binding.BindInput(TranscriberContract.State(i), Value(from[i], folder.States[i]));
            binding.BindOutput(TranscriberContract.Next(i), Value(to[i], folder.States[i]));
        }

        return binding;
    }

    private OrtValue Value(float[] buffer, int[] shape)
    {
        OrtValue value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, Size(shape)), [.. shape.Select(size => (long)size)]);
        values.Add(value);
        return value;
    }

    private static int Width(string output) => output == TranscriberContract.Pedal ? 1 : TranscriberContract.Keys;

    private static int Size(int[] shape) => shape.Aggregate(1, (product, size) => product * size);

    private static float[] Pinned(int count) => GC.AllocateArray<float>(count, pinned: true);
}
