using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>Opens a model's file with ONNX Runtime, so that whatever can be wrong with it is told in one line.</summary>
internal static class NetworkFile
{
    /// <exception cref="ModelException">The name is none of a file beside the manifest.</exception>
    public static void CheckName(string model, string file)
    {
        if (file.Length == 0 || file.AsSpan().ContainsAny('/', '\\', '\0') || file is "." or "..")
            throw new ModelException($"Model '{model}' names the file '{file}', which is not a file beside the manifest. {ModelManifest.Again(model)}");
    }

    /// <exception cref="ModelException">The file is missing, empty, or not the one with that SHA-256.</exception>
    public static void Check(string model, string file, string sha256)
    {
        string again = ModelManifest.Again(model);
        try
        {
            if (!File.Exists(file))
                throw new ModelException($"Model '{model}' has no '{Path.GetFileName(file)}' in '{Path.GetDirectoryName(file)}'. {again}");
            if (new FileInfo(file).Length == 0)
                throw new ModelException($"Model '{model}': '{file}' is empty. {again}");

            string hash = ModelFolder.Hash(file);
            if (!hash.Equals(sha256, StringComparison.OrdinalIgnoreCase))
                throw new ModelException($"Model '{model}': '{file}' is not the file its manifest describes (SHA-256 {Short(hash)}, expected {Short(sha256)}): it is damaged or was replaced. Fetch it again, or {char.ToLowerInvariant(again[0])}{again[1..]}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"Model '{model}': '{file}' cannot be read ({fault.Message}). Check its permissions.", fault);
        }
    }

    /// <param name="threads">How many threads a run may use; one leaves the machine to the music.</param>
    /// <param name="use">Checks what was opened and takes it over.</param>
    /// <exception cref="ModelException">ONNX Runtime cannot open it, or <paramref name="use"/> finds it wrong.</exception>
    public static T Open<T>(string model, string file, int threads, Func<SessionOptions, InferenceSession, T> use)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Idle threads that spin would take the machine from the sound.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        InferenceSession? network = null;
        try
        {
            network = new InferenceSession(file, options);
            return use(options, network);
        }
        catch (Exception fault)
        {
            network?.Dispose();
            options.Dispose();
            throw fault switch
            {
                ModelException => fault,
                OnnxRuntimeException => new ModelException($"Model '{model}': ONNX Runtime refuses '{file}' ({fault.Message}). {ModelManifest.Again(model)}", fault),
                DllNotFoundException or TypeInitializationException =>
                    new ModelException($"Model '{model}' needs ONNX Runtime, whose library does not load here ({fault.Message}). Build again for this system: dotnet build", fault),
                _ => new ModelException($"Model '{model}': '{file}' cannot be opened ({fault.Message}). {ModelManifest.Again(model)}", fault),
            };
        }
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] + "..." : hash;
}
