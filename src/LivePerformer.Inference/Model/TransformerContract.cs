using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>What a note Transformer's file must look like: the names, types and shapes of what goes in and comes out.</summary>
/// <remarks>R = new rows (notes), N = new tokens, L = layers, C = slots of the cache, d = width, H = heads, D = d / H, M = head.</remarks>
internal static class TransformerContract
{
    public const string Kind = "transformer";
    public const string Features = $"{NoteFeatures.Id} {Rotation.Id}";
    public const int MostContext = 8192;
    public const int MostHead = 8192;

    public const string Trunk = "trunk";          // bool [1], whether there are new rows; if not, R is 1
    public const string Note = "note";            // int64 [R, 3] pitch, touch, gap
    public const string NoteKeys = "note_keys";   // float [R, 256]
    public const string Cosine = "cosine";        // float [R, H, D / 2]
    public const string Sine = "sine";            // float [R, H, D / 2]
    public const string Mask = "mask";            // float [R, C + R]
    public const string Memory = "memory";        // float [1, M]
    public const string Token = "token";          // int64 [N, 3] token, bin, since
    public const string Row = "row";              // int64 [N]
    public const string Keys = "keys";            // float [N, 256]
    public const string Logits = "logits";        // float [N, 388]
    public const string Memories = "memories";    // float [1 + R, M]

    public static string KeyCache(int layer) => $"key_cache_{layer}";       // float [H, D, C]

    public static string ValueCache(int layer) => $"value_cache_{layer}";   // float [H, C, D]

    public static string Key(int layer) => $"key_{layer}";                  // float [R, H, D]

    public static string Value(int layer) => $"value_{layer}";              // float [R, H, D]

    public static string[] Inputs(int layers) =>
        [Trunk, Note, NoteKeys, Cosine, Sine, Mask, Memory, Token, Row, Keys, .. Layers(layers, KeyCache), .. Layers(layers, ValueCache)];

    public static string[] Outputs(int layers) => [Logits, Memories, .. Layers(layers, Key), .. Layers(layers, Value)];

    /// <exception cref="ModelException">The manifest claims sizes that cannot be.</exception>
    public static void CheckSizes(ModelManifest manifest)
    {
        var contract = new Contract(manifest.Name);
        if (manifest.Heads is not int heads || heads < 2 || heads % 2 != 0 || manifest.Hidden % (2 * heads) != 0)
            throw contract.Breach($"{manifest.Heads?.ToString() ?? "no"} heads in a width of {manifest.Hidden} are not possible: an even number is due, and an even width for each.");
        if (manifest.Context is not int context || context is < 1 or > MostContext)
            throw contract.Breach($"a context of {manifest.Context?.ToString() ?? "no"} notes is not possible; 1 to {MostContext} are.");
    }

    /// <exception cref="ModelException">The file's inputs or outputs are not those, or one trial step gives no numbers.</exception>
    public static void Check(ModelFolder folder)
    {
        const int any = Contract.Any;
        ModelManifest manifest = folder.Manifest;
        InferenceSession network = folder.Network;
        int layers = manifest.Layers, heads = manifest.Heads!.Value, width = manifest.Hidden / heads;
        var contract = new Contract(manifest.Name);
        contract.Names(network, Inputs(layers), Outputs(layers));
        contract.Expect(network.InputMetadata, Trunk, typeof(bool), 1);
        contract.Expect(network.InputMetadata, Note, typeof(long), any, 3);
        contract.Expect(network.InputMetadata, NoteKeys, typeof(float), any, KeyFeatures.Width);
        contract.Expect(network.InputMetadata, Cosine, typeof(float), any, heads, width / 2);
        contract.Expect(network.InputMetadata, Sine, typeof(float), any, heads, width / 2);
        contract.Expect(network.InputMetadata, Mask, typeof(float), any, any);
        contract.Expect(network.InputMetadata, Token, typeof(long), any, 3);
        contract.Expect(network.InputMetadata, Row, typeof(long), any);
        contract.Expect(network.InputMetadata, Keys, typeof(float), any, KeyFeatures.Width);
        if (!network.InputMetadata.TryGetValue(KeyCache(0), out NodeMetadata? cache) || cache.Dimensions.Length != 3 || cache.Dimensions[2] <= manifest.Context)
            throw contract.Breach($"'{KeyCache(0)}' has no room for a context of {manifest.Context} notes.");
        if (!network.InputMetadata.TryGetValue(Memory, out NodeMetadata? memory) || memory.Dimensions.Length != 2 || memory.Dimensions[1] is < 1 or > MostHead)
            throw contract.Breach($"'{Memory}' is not Single [1, 1 to {MostHead}].");
        int slots = cache.Dimensions[2], head = memory.Dimensions[1];
        contract.Expect(network.InputMetadata, Memory, typeof(float), 1, head);
        contract.Expect(network.OutputMetadata, Logits, typeof(float), any, Vocabulary.Size);
        contract.Expect(network.OutputMetadata, Memories, typeof(float), any, head);
        for (int layer = 0; layer < layers; layer++)
        {
            contract.Expect(network.InputMetadata, KeyCache(layer), typeof(float), heads, width, slots);
            contract.Expect(network.InputMetadata, ValueCache(layer), typeof(float), heads, slots, width);
            contract.Expect(network.OutputMetadata, Key(layer), typeof(float), any, heads, width);
            contract.Expect(network.OutputMetadata, Value(layer), typeof(float), any, heads, width);
        }

        using var session = new TransformerSession(folder);
        session.Feed([Vocabulary.FirstVelocity + 16, 60]);
        contract.Finite(Logits, session.Belief);
    }

    private static IEnumerable<string> Layers(int layers, Func<int, string> name) => Enumerable.Range(0, layers).Select(name);
}
