using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>Spotify's Basic Pitch (Bittner et al. 2022), to measure our transcribers beside: its network as it is published.</summary>
/// <remarks>The file is nmp.onnx of the Python package basic-pitch, under Apache-2.0; it is not ours and not shipped. One thread at a time.</remarks>
public sealed class BasicPitch : IDisposable
{
    /// <summary>Samples per second of what it hears.</summary>
    public const int SampleRate = 22_050;

    public const int Window = 43_844;   // samples: two seconds less a hop
    public const int Frames = 172;      // of a window
    public const int Hop = 256;         // samples from one frame to the next
    public const int Keys = 88;
    public const int LowestKey = 21;

    // The names that the export from TensorFlow gave: output 0 is the contour, which notes do not need.
    private const string Input = "serving_default_input_2:0", NoteHead = "StatefulPartitionedCall:1", OnsetHead = "StatefulPartitionedCall:2";

    private readonly SessionOptions options;
    private readonly InferenceSession network;
    private readonly OrtIoBinding binding;
    private readonly OrtValue[] values;

    private BasicPitch(SessionOptions options, InferenceSession network)
    {
        this.options = options;
        this.network = network;
        values = [Tensor(Samples, 1, Window, 1), Tensor(Notes, 1, Frames, Keys), Tensor(Onsets, 1, Frames, Keys)];
        binding = network.CreateIoBinding();
        binding.BindInput(Input, values[0]);
        binding.BindOutput(NoteHead, values[1]);
        binding.BindOutput(OnsetHead, values[2]);
    }

    /// <summary>A window of sound, to be filled.</summary>
    internal float[] Samples { get; } = new float[Window];

    /// <summary>How surely each key sounds in each frame of the window, 0 to 1.</summary>
    internal float[] Notes { get; } = new float[Frames * Keys];

    /// <summary>How surely each key is struck in each frame of the window, 0 to 1.</summary>
    internal float[] Onsets { get; } = new float[Frames * Keys];

    /// <param name="path">The file nmp.onnx.</param>
    /// <param name="threads">How many threads a run may use.</param>
    /// <exception cref="ModelException">The file is missing, or another network.</exception>
    public static BasicPitch Load(string path, int threads = 1)
    {
        if (!File.Exists(path)) throw new ModelException($"There is no file '{path}'. {Remedy}");

        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");   // waiting is not work: it would count as time of the network
        InferenceSession? network = null;
        try
        {
            network = new InferenceSession(path, options);
            Check(path, network);
            return new BasicPitch(options, network);
        }
        catch (Exception fault)
        {
            network?.Dispose();
            options.Dispose();
            throw fault as ModelException ?? new ModelException($"'{path}' cannot be opened as Basic Pitch ({fault.Message}). {Remedy}", fault);
        }
    }

    /// <summary>Runs the network on <see cref="Samples"/>.</summary>
    /// <exception cref="ModelException">It fails.</exception>
    internal void Run()
    {
        try
        {
            using var run = new RunOptions();
            network.RunWithBinding(run, binding);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new ModelException($"Basic Pitch fails on a window of sound ({fault.Message}). {Remedy}", fault);
        }
    }

    public void Dispose()
    {
        binding.Dispose();
        foreach (OrtValue value in values) value.Dispose();
        network.Dispose();
        options.Dispose();
    }

    private const string Remedy = "Name the file nmp.onnx of Spotify's package basic-pitch.";

    private static void Check(string path, InferenceSession network)
    {
        if (!IsFloats(network.InputMetadata, Input, Window, 1) || !IsFloats(network.OutputMetadata, NoteHead, Frames, Keys) || !IsFloats(network.OutputMetadata, OnsetHead, Frames, Keys))
            throw new ModelException($"'{path}' is not Basic Pitch: it has other inputs or outputs. {Remedy}");
    }

    // A size that the file leaves open (-1) will do.
    private static bool IsFloats(IReadOnlyDictionary<string, NodeMetadata> values, string name, int rows, int columns) =>
        values.TryGetValue(name, out NodeMetadata? value) && value.IsTensor && value.ElementType == typeof(float)
        && value.Dimensions is [_, var height, var width] && (height == rows || height < 0) && (width == columns || width < 0);

    private static OrtValue Tensor(float[] buffer, params long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(), shape);
}
