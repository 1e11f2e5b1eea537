using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>Takes the weights that Torch trained, by Torch's names, and lays layers of them into a graph.</summary>
/// <param name="format">How the file keeps them.</param>
internal sealed class GraphWeights(OnnxGraph graph, IReadOnlyDictionary<string, float[]> weights, WeightFormat format)
{
    public OnnxGraph Graph => graph;

    /// <summary>The same weights for a branch of the graph.</summary>
    public GraphWeights In(OnnxGraph branch) => new(branch, weights, format);

    /// <summary>These weights and some of our own making.</summary>
    public GraphWeights With(params (string Name, float[] Values)[] more)
    {
        var all = new Dictionary<string, float[]>(weights);
        foreach ((string name, float[] values) in more) all[name] = values;
        return new(graph, all, format);
    }

    /// <summary>The values of one weight.</summary>
    /// <exception cref="ArgumentException">It is missing, or has another size.</exception>
    public float[] Take(string name, int rows, int columns)
    {
        if (!weights.TryGetValue(name, out float[]? values))
            throw new ArgumentException($"The weights lack '{name}'; they hold {string.Join(", ", weights.Keys)}.");
        if (values.Length != rows * columns)
            throw new ArgumentException($"'{name}' has {values.Length} values, {rows} x {columns} are due.");
        return values;
    }

    /// <summary>Values of our own making, stored as all that is no matrix in 8 bits.</summary>
    public string Store(string name, float[] values, params int[] sizes) => graph.Weights(name, values, format != WeightFormat.Single, sizes);

    /// <summary>x W' + b, the last axis of <paramref name="value"/> going from <paramref name="from"/> to <paramref name="to"/> numbers.</summary>
    public string Linear(string value, string name, int from, int to, bool bias = true)
    {
        if (format == WeightFormat.EightBits) return LinearInEightBits(value, $"{name}.weight", bias ? $"{name}.bias" : null, from, to, $"{name}/sum");

        float[] matrix = Transpose(Take($"{name}.weight", to, from), to, from);
        string product = graph.Node("MatMul", [value, Store($"{name}.weight", matrix, from, to)], $"{name}/product");
        return bias ? graph.Node("Add", [product, Store($"{name}.bias", Take($"{name}.bias", to, 1), to)], $"{name}/sum") : product;
    }

    /// <summary>The same with a matrix of 8 bits, whatever the format; the numbers of <paramref name="value"/> are rounded
    /// to 8 bits too as they come, each block of a row with its own scale, so that no row depends on another.</summary>
    public string LinearInEightBits(string value, string weight, string? bias, int from, int to, string output)
    {
        var matrix = EightBitMatrix.Of(Take(weight, to, from), to, from);
        string codes = graph.Bytes(weight + EightBitMatrix.CodesSuffix, matrix.Codes, to, matrix.Blocks, EightBitMatrix.Block);
        string scales = graph.Weights(weight + EightBitMatrix.ScalesSuffix, matrix.Scales, half: true, to, matrix.Blocks);
        string[] inputs = bias is null ? [value, codes, scales] : [value, codes, scales, "", "", Store(bias, Take(bias, to, 1), to)];
        return graph.RuntimeNode("MatMulNBits", inputs, output,
            OnnxGraph.Int("K", from), OnnxGraph.Int("N", to), OnnxGraph.Int("bits", 8), OnnxGraph.Int("block_size", EightBitMatrix.Block),
            OnnxGraph.Int("accuracy_level", 4));   // 4: products of 8-bit numbers; without it they are multiplied in single precision, ten times slower
    }

    /// <summary>The row of a table that each whole number of <paramref name="ids"/> names.</summary>
    public string Embedding(string ids, string name, int rows, int width) =>
        graph.Node("Gather", [Store($"{name}.weight", Take($"{name}.weight", rows, width), rows, width), ids], $"{name}/row");

    /// <summary>Layer normalization over the last axis (Ba 2016), with Torch's epsilon.</summary>
    public string Norm(string value, string name, int width) => graph.Node("LayerNormalization",
        [value, Store($"{name}.weight", Take($"{name}.weight", width, 1), width), Store($"{name}.bias", Take($"{name}.bias", width, 1), width)],
        $"{name}/norm", OnnxGraph.Float("epsilon", 1e-5f));

    /// <summary>What the keys forbid, to be taken from the logits: 10 x held for the note-ons, 10 x (1 - held) for the
    /// note-offs, nothing for times and velocities.</summary>
    /// <param name="keys">(..., 256) key features.</param>
    /// <param name="rank">How many axes they have.</param>
    public string Penalty(string keys, int rank)
    {
        int axis = rank - 1;
        string held = graph.Node("Slice",
            [keys, graph.Integers("held/from", 0), graph.Integers("held/to", LstmShape.Keys), graph.Integers("held/axis", axis)], "held");
        string amount = graph.Number("forbidden", LstmShape.Forbidden);
        string on = graph.Node("Mul", [held, amount], "penalty/on");
        string off = graph.Node("Sub", [amount, on], "penalty/off");
        string both = graph.Node("Concat", [on, off], "penalty/keys", OnnxGraph.Int("axis", axis));
        long[] pads = new long[2 * rank];
        pads[^1] = LstmShape.Vocabulary - (2 * LstmShape.Keys);
        return graph.Node("Pad", [both, graph.Integers("penalty/pads", pads)], "penalty");
    }

    /// <summary>(rows, columns) as (columns, rows).</summary>
    internal static float[] Transpose(float[] values, int rows, int columns)
    {
        var turned = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) turned[(column * rows) + row] = values[(row * columns) + column];
        }

        return turned;
    }
}
