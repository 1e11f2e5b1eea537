using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Trainer;

/// <summary>Writes the performance LSTM as an ONNX file, from the weights that Torch trained.</summary>
/// <remarks>
/// B = batch, T = time steps, E = embedding, H = hidden, L = layers.
/// Inputs: tokens int64 [B, T], keys float [B, T, 256], h and c float [L, B, H].
/// Outputs: logits float [B, T, 388], h_out and c_out float [L, B, H].
/// Weights by Torch's names and layouts: embed.weight [388, E], keys.weight [E, 256], keys.bias [E],
/// lstm.weight_ih_l* [4H, E or H], lstm.weight_hh_l* [4H, H], lstm.bias_ih_l*, lstm.bias_hh_l* [4H],
/// head.weight [388, H], head.bias [388].
/// </remarks>
public static class LstmGraph
{
    /// <summary>Writes the file; its weights are <see cref="AsStored"/>.</summary>
    /// <exception cref="ArgumentException">A weight is missing, has another size, or is not finite in half precision.</exception>
    public static void Write(LstmShape shape, IReadOnlyDictionary<string, float[]> weights, string path) =>
        Build(shape, weights).Save(path);

    /// <summary>The weights as the file keeps them, rounded to half precision: what parity is measured against.</summary>
    public static Dictionary<string, float[]> AsStored(IReadOnlyDictionary<string, float[]> weights) =>
        weights.ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => (float)(Half)value).ToArray());

    /// <summary>The largest change that rounding to half precision made to any weight: what the smaller file costs.</summary>
    public static float RoundingError(IReadOnlyDictionary<string, float[]> weights) =>
        weights.Values.SelectMany(values => values).Max(value => MathF.Abs(value - (float)(Half)value));

    /// <exception cref="ArgumentException">As <see cref="Write"/>.</exception>
    public static OnnxGraph Build(LstmShape shape, IReadOnlyDictionary<string, float[]> weights)
    {
        int embedding = shape.Embedding, hidden = shape.Hidden, layers = shape.Layers;
        var graph = new OnnxGraph("performance-lstm");

        string tokens = graph.Input("tokens", DataType.Int64, "B", "T");
        string keys = graph.Input("keys", DataType.Float, "B", "T", LstmShape.KeyFeatures);
        string h = graph.Input("h", DataType.Float, layers, "B", hidden);
        string c = graph.Input("c", DataType.Float, layers, "B", hidden);

        string word = graph.Node("Gather", [graph.Weights("embed.weight", Take("embed.weight", LstmShape.Vocabulary, embedding), LstmShape.Vocabulary, embedding), tokens], "embedded");
        string hand = Linear(keys, "keys", LstmShape.KeyFeatures, embedding);
        string x = graph.Node("Add", [word, hand], "x");                                            // (B, T, E)
        x = graph.Node("Transpose", [x], "x/time-first", OnnxGraph.Ints("perm", 1, 0, 2));          // (T, B, E)

        string[] before = Layered("h", layers), cells = Layered("c", layers);
        string[] after = new string[layers], cellsAfter = new string[layers];
        Split(h, before);
        Split(c, cells);
        string direction = graph.Integers("direction", 1);
        for (int layer = 0; layer < layers; layer++)
        {
            string at = $"lstm/{layer}";
            int width = layer == 0 ? embedding : hidden;
            string w = graph.Weights($"{at}/W", ToOnnxGates(Take($"lstm.weight_ih_l{layer}", 4 * hidden, width), width), 1, 4 * hidden, width);
            string r = graph.Weights($"{at}/R", ToOnnxGates(Take($"lstm.weight_hh_l{layer}", 4 * hidden, hidden), hidden), 1, 4 * hidden, hidden);
            float[] input = ToOnnxGates(Take($"lstm.bias_ih_l{layer}", 4 * hidden, 1), 1);
            float[] recurrent = ToOnnxGates(Take($"lstm.bias_hh_l{layer}", 4 * hidden, 1), 1);
            string b = graph.Weights($"{at}/B", [.. input, .. recurrent], 1, 8 * hidden);
            after[layer] = $"{at}/h_out";
            cellsAfter[layer] = $"{at}/c_out";
            graph.Node("LSTM", [x, w, r, b, "", before[layer], cells[layer]], [$"{at}/Y", after[layer], cellsAfter[layer]],
                OnnxGraph.Int("hidden_size", hidden));                                              // (T, 1, B, H)
            x = graph.Node("Squeeze", [$"{at}/Y", direction], $"{at}/y");                           // (T, B, H)
        }

        x = graph.Node("Transpose", [x], "batch-first", OnnxGraph.Ints("perm", 1, 0, 2));           // (B, T, H)
        string logits = Linear(x, "head", hidden, LstmShape.Vocabulary);                            // (B, T, 388)
        graph.Node("Sub", [logits, Penalty()], "logits");
        graph.Node("Concat", after, "h_out", OnnxGraph.Int("axis", 0));
        graph.Node("Concat", cellsAfter, "c_out", OnnxGraph.Int("axis", 0));
        graph.Output("logits", DataType.Float, "B", "T", LstmShape.Vocabulary);
        graph.Output("h_out", DataType.Float, layers, "B", hidden);
        graph.Output("c_out", DataType.Float, layers, "B", hidden);
        return graph;

        // 10 x held for the note-ons, 10 x (1 - held) for the note-offs, nothing for times and velocities.
        string Penalty()
        {
            string held = graph.Node("Slice",
                [keys, graph.Integers("held/from", 0), graph.Integers("held/to", LstmShape.Keys), graph.Integers("held/axis", 2)], "held");
            string amount = graph.Number("forbidden", LstmShape.Forbidden);
            string on = graph.Node("Mul", [held, amount], "penalty/on");
            string off = graph.Node("Sub", [amount, on], "penalty/off");
            string both = graph.Node("Concat", [on, off], "penalty/keys", OnnxGraph.Int("axis", 2));
            string pads = graph.Integers("penalty/pads", 0, 0, 0, 0, 0, LstmShape.Vocabulary - (2 * LstmShape.Keys));
            return graph.Node("Pad", [both, pads], "penalty");
        }

        string Linear(string value, string name, int from, int to)
        {
            float[] matrix = Transpose(Take($"{name}.weight", to, from), to, from);
            string product = graph.Node("MatMul", [value, graph.Weights($"{name}.weight", matrix, from, to)], $"{name}/product");
            return graph.Node("Add", [product, graph.Weights($"{name}.bias", Take($"{name}.bias", to, 1), to)], $"{name}/sum");
        }

        void Split(string value, string[] parts)
        {
            if (parts.Length == 1) graph.Node("Identity", [value], parts[0]);
            else graph.Node("Split", [value], parts, OnnxGraph.Int("axis", 0));
        }

        float[] Take(string name, int rows, int columns)
        {
            if (!weights.TryGetValue(name, out float[]? values))
                throw new ArgumentException($"The weights lack '{name}'; they hold {string.Join(", ", weights.Keys)}.");
            if (values.Length != rows * columns)
                throw new ArgumentException($"'{name}' has {values.Length} values, {rows} x {columns} are due.");
            return values;
        }
    }

    private static string[] Layered(string name, int layers) =>
        [.. Enumerable.Range(0, layers).Select(layer => $"{name}/{layer}")];

    // Torch stacks the gates as input, forget, cell, output; ONNX as input, output, forget, cell.
    private static float[] ToOnnxGates(float[] values, int columns)
    {
        int gate = values.Length / 4;
        if (gate % columns != 0) throw new ArgumentException("Four gates of equal size are due.");
        return [.. values[..gate], .. values[(3 * gate)..], .. values[gate..(3 * gate)]];
    }

    private static float[] Transpose(float[] values, int rows, int columns)
    {
        var turned = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) turned[(column * rows) + row] = values[(row * columns) + column];
        }

        return turned;
    }
}
