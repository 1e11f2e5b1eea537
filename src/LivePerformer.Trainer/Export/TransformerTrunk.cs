using LivePerformer.Inference;
using LivePerformer.Music;
using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Trainer;

/// <summary>The costly half of the graph: new notes in, what the head is to remember of each out.</summary>
/// <remarks>Sizes as in <see cref="TransformerGraph"/>.</remarks>
internal sealed class TransformerTrunk(
    GraphWeights stored, TransformerNumbers numbers, TransformerShape shape, string cosine, string sine, string mask, string[] keyCaches, string[] valueCaches)
    : TransformerPart(stored, numbers)
{
    private readonly int d = shape.Width;

    /// <summary>The branch's first output is what is remembered, (R, M); keys and values of each layer get the names new/key_i and new/value_i.</summary>
    public void Build(string note, string noteKeys)
    {
        (string pitch, string touch, string gap) = Columns(note, "note");
        string x = Sum("x", Stored.Embedding(pitch, "pitch", NoteFeatures.NoPitch + 1, d), Stored.Embedding(touch, "touch", NoteFeatures.NoTouch + 1, d),
            Stored.Embedding(gap, "gap", NoteFeatures.Gaps, d), Stored.Linear(noteKeys, "keys", KeyFeatures.Width, d));            // (R, d)
        for (int layer = 0; layer < shape.Layers; layer++) x = Block(x, layer);

        Graph.Output(Stored.Linear(Stored.Norm(x, "norm", d), "memory", d, shape.Head, bias: false), DataType.Float, "R", shape.Head);   // (R, M)
    }

    private string Block(string input, int layer)
    {
        string at = $"blocks.{layer}";
        string qkv = Graph.Node("Reshape", [Stored.Linear(Stored.Norm(input, $"{at}.before", d), $"{at}.mix", d, 3 * d), Numbers.PerHead], $"{at}/qkv");
        Graph.Node("Split", [qkv], [$"{at}/q3", $"{at}/k3", $"{at}/v3"], OnnxGraph.Int("axis", 1));
        string q = Turn(Graph.Node("Squeeze", [$"{at}/q3", Numbers.One], $"{at}/q2"), $"{at}/q");                                       // (R, H, D)
        string k = Graph.Node("Identity", [Turn(Graph.Node("Squeeze", [$"{at}/k3", Numbers.One], $"{at}/k2"), $"{at}/k")], $"new/key_{layer}");
        string v = Graph.Node("Squeeze", [$"{at}/v3", Numbers.One], $"new/value_{layer}");

        string asked = Graph.Node("Mul", [Graph.Node("Transpose", [q], $"{at}/qh", OnnxGraph.Ints("perm", 1, 0, 2)), Numbers.Scale], $"{at}/asked");   // (H, R, D)
        string newKeys = Graph.Node("Transpose", [k], $"{at}/kh", OnnxGraph.Ints("perm", 1, 2, 0));                             // (H, D, R)
        string newValues = Graph.Node("Transpose", [v], $"{at}/vh", OnnxGraph.Ints("perm", 1, 0, 2));                           // (H, R, D)
        string scores = Graph.Node("Concat", [Graph.Node("MatMul", [asked, keyCaches[layer]], $"{at}/old"), Graph.Node("MatMul", [asked, newKeys], $"{at}/new")],
            $"{at}/scores", OnnxGraph.Int("axis", 2));                                                                          // (H, R, C + R)
        string share = Graph.Node("Softmax", [Graph.Node("Add", [scores, mask], $"{at}/masked")], $"{at}/share", OnnxGraph.Int("axis", -1));
        string oldShare = Graph.Node("Slice", [share, Numbers.Zero, Numbers.Past, Numbers.Last], $"{at}/share/old");
        string newShare = Graph.Node("Slice", [share, Numbers.Past, Numbers.End, Numbers.Last], $"{at}/share/new");
        string heard = Graph.Node("Add", [Graph.Node("MatMul", [oldShare, valueCaches[layer]], $"{at}/heard/old"),
            Graph.Node("MatMul", [newShare, newValues], $"{at}/heard/new")], $"{at}/heard");                                    // (H, R, D)
        string flat = Graph.Node("Reshape", [Graph.Node("Transpose", [heard], $"{at}/heard/rows", OnnxGraph.Ints("perm", 1, 0, 2)), Numbers.Joined], $"{at}/heard/flat");
        string y = Graph.Node("Add", [input, Stored.Linear(flat, $"{at}.join", d, d)], $"{at}/y");
        string wide = Gelu(Stored.Linear(Stored.Norm(y, $"{at}.between", d), $"{at}.up", d, shape.Inner), $"{at}.up");
        return Graph.Node("Add", [y, Stored.Linear(wide, $"{at}.down", shape.Inner, d)], $"{at}/out");
    }

    private string Turn(string value, string at)
    {
        string first = Graph.Node("Slice", [value, Numbers.Zero, Numbers.Half, Numbers.Last], $"{at}/first"), second = Graph.Node("Slice", [value, Numbers.Half, Numbers.End, Numbers.Last], $"{at}/second");
        string left = Graph.Node("Sub", [Graph.Node("Mul", [first, cosine], $"{at}/fc"), Graph.Node("Mul", [second, sine], $"{at}/ss")], $"{at}/left");
        string right = Graph.Node("Add", [Graph.Node("Mul", [first, sine], $"{at}/fs"), Graph.Node("Mul", [second, cosine], $"{at}/sc")], $"{at}/right");
        return Graph.Node("Concat", [left, right], $"{at}/turned", OnnxGraph.Int("axis", 2));
    }
}
