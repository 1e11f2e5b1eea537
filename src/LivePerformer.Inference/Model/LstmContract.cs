using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>What a performance LSTM's file must look like: the names, types and shapes of what goes in and comes out.</summary>
/// <remarks>B = batch, T = time steps, L = layers, H = hidden.</remarks>
internal static class LstmContract
{
    public const string Kind = "lstm";
    public const string Tokenizer = PerformanceTokenizer.Id;
    public const string Features = Music.KeyFeatures.Id;
    public const int Vocabulary = Music.Vocabulary.Size;
    public const int KeyFeatures = Music.KeyFeatures.Width;
    public const int MostLayers = 16;
    public const int MostHidden = 8192;

    public const string Tokens = "tokens";     // int64 [B, T]
    public const string Keys = "keys";         // float [B, T, 256]
    public const string H = "h";               // float [L, B, H]
    public const string C = "c";               // float [L, B, H]
    public const string Logits = "logits";     // float [B, T, 388]
    public const string HOut = "h_out";        // float [L, B, H]
    public const string COut = "c_out";        // float [L, B, H]

    public static readonly string[] Inputs = [Tokens, Keys, H, C];
    public static readonly string[] Outputs = [Logits, HOut, COut];

    /// <exception cref="ModelException">The file's inputs or outputs are not those, or one trial step gives no numbers.</exception>
    public static void Check(InferenceSession network, ModelManifest manifest)
    {
        const int any = Contract.Any;
        int layers = manifest.Layers, hidden = manifest.Hidden;
        var contract = new Contract(manifest.Name);
        contract.Names(network, Inputs, Outputs);
        contract.Expect(network.InputMetadata, Tokens, typeof(long), any, any);
        contract.Expect(network.InputMetadata, Keys, typeof(float), any, any, KeyFeatures);
        contract.Expect(network.InputMetadata, H, typeof(float), layers, any, hidden);
        contract.Expect(network.InputMetadata, C, typeof(float), layers, any, hidden);
        contract.Expect(network.OutputMetadata, Logits, typeof(float), any, any, Vocabulary);
        contract.Expect(network.OutputMetadata, HOut, typeof(float), layers, any, hidden);
        contract.Expect(network.OutputMetadata, COut, typeof(float), layers, any, hidden);
        TryOneStep(network, manifest, contract);
    }

    private static void TryOneStep(InferenceSession network, ModelManifest manifest, Contract contract)
    {
        long[] memory = [manifest.Layers, 1, manifest.Hidden];
        using var tokens = OrtValue.CreateTensorValueFromMemory(new long[1], [1, 1]);
        using var keys = OrtValue.CreateTensorValueFromMemory(new float[KeyFeatures], [1, 1, KeyFeatures]);
        using var h = OrtValue.CreateTensorValueFromMemory(new float[manifest.Layers * manifest.Hidden], memory);
        using var c = OrtValue.CreateTensorValueFromMemory(new float[manifest.Layers * manifest.Hidden], memory);
        using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var outputs = network.Run(run, Inputs, [tokens, keys, h, c], Outputs);
        int[] sizes = [Vocabulary, manifest.Layers * manifest.Hidden, manifest.Layers * manifest.Hidden];
        for (int i = 0; i < sizes.Length; i++)
        {
            ReadOnlySpan<float> values = outputs[i].GetTensorDataAsSpan<float>();
            if (values.Length != sizes[i])
                throw contract.Breach($"'{Outputs[i]}' has {values.Length} numbers after one token, {sizes[i]} are due.");
            contract.Finite(Outputs[i], values);
        }
    }
}
