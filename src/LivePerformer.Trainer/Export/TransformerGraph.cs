using LivePerformer.Inference;
using LivePerformer.Music;
using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Trainer;

/// <summary>Writes the note Transformer as an ONNX file, from the weights that Torch trained.</summary>
/// <remarks>
/// R = new rows (notes), N = new tokens, C = slots of the cache, d = width, H = heads, D = d / H, M = head.
/// Inputs: trunk bool [1], whether there are new rows at all (else R is 1 and nothing of it is looked at), note int64 [R, 3] (pitch, touch, gap), note_keys float [R, 256], cosine and sine float [R, H, D/2], mask float
/// [R, C + R] (0 where a row may look, very low where not), for each layer key_cache_i float [H, D, C] and value_cache_i
/// float [H, C, D], memory float [1, M] (of the row before), token int64 [N, 3] (token, bin, since), row int64 [N] (0 the
/// row before, n the n-th new one), keys float [N, 256].
/// Outputs: logits float [N, 388], memories float [1 + R, M], for each layer key_i and value_i float [R, H, D], to be put
/// into the cache: it is written in place by the reader, nothing is copied inside.
/// Weights by Torch's names.
/// </remarks>
public static class TransformerGraph
{
    /// <summary>Rows beyond the window that the cache keeps, so that so many notes can be taken back exactly.</summary>
    public const int Slack = 128;

    /// <summary>Writes the file; in half precision its weights are rounded to it.</summary>
    /// <param name="window">W: rows that a row can look on, itself included.</param>
    /// <exception cref="ArgumentException">A weight is missing, has another size, or is not finite in half precision.</exception>
    public static void Write(TransformerShape shape, int window, IReadOnlyDictionary<string, float[]> weights, string path, WeightFormat format = WeightFormat.Half) =>
        Build(shape, window, weights, format).Save(path);

    /// <exception cref="ArgumentException">As <see cref="Write"/>.</exception>
    public static OnnxGraph Build(TransformerShape shape, int window, IReadOnlyDictionary<string, float[]> weights, WeightFormat format = WeightFormat.Half)
    {
        int heads = shape.Heads, width = shape.HeadWidth, slots = window + Slack;
        var graph = new OnnxGraph("note-transformer");
        var stored = new GraphWeights(graph, weights, format);

        string trunk = graph.Input("trunk", DataType.Bool, 1);
        string note = graph.Input("note", DataType.Int64, "R", 3);
        string noteKeys = graph.Input("note_keys", DataType.Float, "R", KeyFeatures.Width);
        string cosine = graph.Input("cosine", DataType.Float, "R", heads, width / 2);
        string sine = graph.Input("sine", DataType.Float, "R", heads, width / 2);
        string mask = graph.Input("mask", DataType.Float, "R", "C + R");
        string memory = graph.Input("memory", DataType.Float, 1, shape.Head);
        string token = graph.Input("token", DataType.Int64, "N", 3);
        string row = graph.Input("row", DataType.Int64, "N");
        string keys = graph.Input("keys", DataType.Float, "N", KeyFeatures.Width);
        var numbers = new TransformerNumbers(graph, shape, slots);
        string[] kept = [.. Enumerable.Range(0, shape.Layers).SelectMany(layer => new[] { $"key_{layer}", $"value_{layer}" })];
        string[] keyCaches = [.. Enumerable.Range(0, shape.Layers).Select(layer => graph.Input($"key_cache_{layer}", DataType.Float, heads, width, slots))];
        string[] valueCaches = [.. Enumerable.Range(0, shape.Layers).Select(layer => graph.Input($"value_cache_{layer}", DataType.Float, heads, slots, width))];

        OnnxGraph some = graph.Branch("new-rows"), none = graph.Branch("no-new-rows");
        new TransformerTrunk(stored.In(some), numbers, shape, cosine, sine, mask, keyCaches, valueCaches).Build(note, noteKeys);
        foreach (string name in kept) some.Output($"new/{name}", DataType.Float, "R", heads, width);
        none.Output(none.Node("Identity", [memory], "none/rows"), DataType.Float, 1, shape.Head);
        string nothing = graph.Number("nothing", 0), oneRow = graph.Integers("one-row", 1, heads, width);
        foreach (string name in kept) none.Output(none.Node("Expand", [nothing, oneRow], $"none/{name}"), DataType.Float, 1, heads, width);
        graph.If(graph.Node("Squeeze", [trunk], "trunk/any"), some, none, ["rows", .. kept]);

        string memories = graph.Node("Concat", [memory, "rows"], "memories", OnnxGraph.Int("axis", 0));                             // (1 + R, M)
        new TransformerHead(stored, numbers, shape).Build(memories, token, row, keys);
        graph.Output("logits", DataType.Float, "N", Vocabulary.Size);
        graph.Output("memories", DataType.Float, "1 + R", shape.Head);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            graph.Output($"key_{layer}", DataType.Float, "R", heads, width);
            graph.Output($"value_{layer}", DataType.Float, "R", heads, width);
        }

        return graph;
    }
}
