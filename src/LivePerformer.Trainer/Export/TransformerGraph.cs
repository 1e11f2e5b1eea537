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
        int d = shape.Width, heads = shape.Heads, width = shape.HeadWidth, m = shape.Head, slots = window + Slack;
        var graph = new OnnxGraph("note-transformer");
        var stored = new GraphWeights(graph, weights, format);

        string trunk = graph.Input("trunk", DataType.Bool, 1);
        string note = graph.Input("note", DataType.Int64, "R", 3);
        string noteKeys = graph.Input("note_keys", DataType.Float, "R", KeyFeatures.Width);
        string cosine = graph.Input("cosine", DataType.Float, "R", heads, width / 2);
        string sine = graph.Input("sine", DataType.Float, "R", heads, width / 2);
        string mask = graph.Input("mask", DataType.Float, "R", "C + R");
        string memory = graph.Input("memory", DataType.Float, 1, m);
        string token = graph.Input("token", DataType.Int64, "N", 3);
        string row = graph.Input("row", DataType.Int64, "N");
        string keys = graph.Input("keys", DataType.Float, "N", KeyFeatures.Width);

        string zero = graph.Integers("zero", 0), one = graph.Integers("one", 1), end = graph.Integers("end", long.MaxValue), last = graph.Integers("last", 2);
        string past = graph.Integers("past", slots), perHead = graph.Integers("per-head", 0, 3, heads, width), joined = graph.Integers("joined", 0, d);
        string half2 = graph.Integers("half", width / 2), scale = graph.Number("scale", 1 / MathF.Sqrt(width));
        string oneHalf = graph.Number("one-half", 0.5f), unit = graph.Number("unit", 1), root2 = graph.Number("root-2", MathF.Sqrt(2));

        string[] kept = [.. Enumerable.Range(0, shape.Layers).SelectMany(layer => new[] { $"key_{layer}", $"value_{layer}" })];
        string[] keyCaches = [.. Enumerable.Range(0, shape.Layers).Select(layer => graph.Input($"key_cache_{layer}", DataType.Float, heads, width, slots))];
        string[] valueCaches = [.. Enumerable.Range(0, shape.Layers).Select(layer => graph.Input($"value_cache_{layer}", DataType.Float, heads, slots, width))];
        OnnxGraph rest = graph;
        graph = rest.Branch("new-rows");
        stored = stored.In(graph);
        (string pitch, string touch, string gap) = Columns(note, "note");
        string x = Sum("x", stored.Embedding(pitch, "pitch", NoteFeatures.NoPitch + 1, d), stored.Embedding(touch, "touch", NoteFeatures.NoTouch + 1, d),
            stored.Embedding(gap, "gap", NoteFeatures.Gaps, d), stored.Linear(noteKeys, "keys", KeyFeatures.Width, d));            // (R, d)
        for (int layer = 0; layer < shape.Layers; layer++) x = Block(x, layer);

        graph.Output(stored.Linear(stored.Norm(x, "norm", d), "memory", d, m, bias: false), DataType.Float, "R", m);                // (R, M)
        foreach (string name in kept) graph.Output($"new/{name}", DataType.Float, "R", heads, width);
        OnnxGraph none = rest.Branch("no-new-rows");
        none.Output(none.Node("Identity", [memory], "none/rows"), DataType.Float, 1, m);
        string nothing = graph.Number("nothing", 0), oneRow = graph.Integers("one-row", 1, heads, width);
        foreach (string name in kept) none.Output(none.Node("Expand", [nothing, oneRow], $"none/{name}"), DataType.Float, 1, heads, width);
        rest.If(rest.Node("Squeeze", [trunk], "trunk/any"), graph, none, ["rows", .. kept]);

        graph = rest;
        stored = stored.In(graph);
        const string rows = "rows";
        string memories = graph.Node("Concat", [memory, rows], "memories", OnnxGraph.Int("axis", 0));                               // (1 + R, M)
        (string word, string bin, string since) = Columns(token, "token");
        string z = Sum("z", graph.Node("Gather", [memories, row], "remembered"), stored.Embedding(word, "word", Vocabulary.Size, m),
            stored.Embedding(bin, "bin", NoteFeatures.NoTouch + 1, m), stored.Embedding(since, "since", NoteFeatures.Gaps, m),
            stored.Linear(keys, "keyboard", KeyFeatures.Width, m));                                                                 // (N, M)
        z = Gelu(stored.Norm(z, "mix", m), "mix");
        z = graph.Node("Add", [z, Gelu(stored.Linear(z, "deep", m, m), "deep")], "z/deep");
        string logits = stored.Linear(z, "head", m, Vocabulary.Size);                                                               // (N, 388)
        graph.Node("Sub", [logits, stored.Penalty(keys, 2)], "logits");
        graph.Output("logits", DataType.Float, "N", Vocabulary.Size);
        graph.Output("memories", DataType.Float, "1 + R", m);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            graph.Output($"key_{layer}", DataType.Float, "R", heads, width);
            graph.Output($"value_{layer}", DataType.Float, "R", heads, width);
        }

        return graph;

        string Block(string input, int layer)
        {
            string at = $"blocks.{layer}";
            string qkv = graph.Node("Reshape", [stored.Linear(stored.Norm(input, $"{at}.before", d), $"{at}.mix", d, 3 * d), perHead], $"{at}/qkv");
            graph.Node("Split", [qkv], [$"{at}/q3", $"{at}/k3", $"{at}/v3"], OnnxGraph.Int("axis", 1));
            string q = Turn(graph.Node("Squeeze", [$"{at}/q3", one], $"{at}/q2"), $"{at}/q");                                       // (R, H, D)
            string k = graph.Node("Identity", [Turn(graph.Node("Squeeze", [$"{at}/k3", one], $"{at}/k2"), $"{at}/k")], $"new/key_{layer}");
            string v = graph.Node("Squeeze", [$"{at}/v3", one], $"new/value_{layer}");

            string asked = graph.Node("Mul", [graph.Node("Transpose", [q], $"{at}/qh", OnnxGraph.Ints("perm", 1, 0, 2)), scale], $"{at}/asked");   // (H, R, D)
            string newKeys = graph.Node("Transpose", [k], $"{at}/kh", OnnxGraph.Ints("perm", 1, 2, 0));                             // (H, D, R)
            string newValues = graph.Node("Transpose", [v], $"{at}/vh", OnnxGraph.Ints("perm", 1, 0, 2));                           // (H, R, D)
            string scores = graph.Node("Concat", [graph.Node("MatMul", [asked, keyCaches[layer]], $"{at}/old"), graph.Node("MatMul", [asked, newKeys], $"{at}/new")],
                $"{at}/scores", OnnxGraph.Int("axis", 2));                                                                          // (H, R, C + R)
            string share = graph.Node("Softmax", [graph.Node("Add", [scores, mask], $"{at}/masked")], $"{at}/share", OnnxGraph.Int("axis", -1));
            string oldShare = graph.Node("Slice", [share, zero, past, last], $"{at}/share/old");
            string newShare = graph.Node("Slice", [share, past, end, last], $"{at}/share/new");
            string heard = graph.Node("Add", [graph.Node("MatMul", [oldShare, valueCaches[layer]], $"{at}/heard/old"),
                graph.Node("MatMul", [newShare, newValues], $"{at}/heard/new")], $"{at}/heard");                                    // (H, R, D)
            string flat = graph.Node("Reshape", [graph.Node("Transpose", [heard], $"{at}/heard/rows", OnnxGraph.Ints("perm", 1, 0, 2)), joined], $"{at}/heard/flat");
            string y = graph.Node("Add", [input, stored.Linear(flat, $"{at}.join", d, d)], $"{at}/y");
            string wide = Gelu(stored.Linear(stored.Norm(y, $"{at}.between", d), $"{at}.up", d, shape.Inner), $"{at}.up");
            return graph.Node("Add", [y, stored.Linear(wide, $"{at}.down", shape.Inner, d)], $"{at}/out");
        }

        string Turn(string value, string at)
        {
            string first = graph.Node("Slice", [value, zero, half2, last], $"{at}/first"), second = graph.Node("Slice", [value, half2, end, last], $"{at}/second");
            string left = graph.Node("Sub", [graph.Node("Mul", [first, cosine], $"{at}/fc"), graph.Node("Mul", [second, sine], $"{at}/ss")], $"{at}/left");
            string right = graph.Node("Add", [graph.Node("Mul", [first, sine], $"{at}/fs"), graph.Node("Mul", [second, cosine], $"{at}/sc")], $"{at}/right");
            return graph.Node("Concat", [left, right], $"{at}/turned", OnnxGraph.Int("axis", 2));
        }

        // x (1 + erf(x / sqrt 2)) / 2 (Hendrycks 2016); ONNX Runtime makes one operator of it.
        string Gelu(string value, string at)
        {
            string erf = graph.Node("Erf", [graph.Node("Div", [value, root2], $"{at}/gelu/div")], $"{at}/gelu/erf");
            string product = graph.Node("Mul", [value, graph.Node("Add", [erf, unit], $"{at}/gelu/add")], $"{at}/gelu/product");
            return graph.Node("Mul", [product, oneHalf], $"{at}/gelu");
        }

        (string, string, string) Columns(string value, string at)
        {
            string Column(int i) => graph.Node("Squeeze",
                [graph.Node("Slice", [value, graph.Integers($"{at}/from/{i}", i), graph.Integers($"{at}/to/{i}", i + 1), one], $"{at}/slice/{i}"), one], $"{at}/column/{i}");
            return (Column(0), Column(1), Column(2));
        }

        string Sum(string at, string first, params string[] others)
        {
            for (int i = 0; i < others.Length; i++) first = graph.Node("Add", [first, others[i]], $"{at}/{i}");
            return first;
        }
    }
}
