using LivePerformer.Inference;
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
    /// <summary>Writes the file; in half precision its weights are <see cref="AsStored"/>.</summary>
    /// <exception cref="ArgumentException">A weight is missing, has another size, or is not finite in half precision.</exception>
    public static void Write(LstmShape shape, IReadOnlyDictionary<string, float[]> weights, string path, WeightFormat format = WeightFormat.Half) =>
        Build(shape, weights, format).Save(path);

    /// <summary>The weights as the file keeps them, rounded to half precision: what parity is measured against.</summary>
    public static Dictionary<string, float[]> AsStored(IReadOnlyDictionary<string, float[]> weights) =>
        weights.ToDictionary(pair => pair.Key, pair => pair.Value.Select(value => (float)(Half)value).ToArray());

    /// <summary>The largest change that rounding to half precision made to any weight: what the smaller file costs.</summary>
    public static float RoundingError(IReadOnlyDictionary<string, float[]> weights) =>
        weights.Values.SelectMany(values => values).Max(value => MathF.Abs(value - (float)(Half)value));

    /// <exception cref="ArgumentException">As <see cref="Write"/>.</exception>
    public static OnnxGraph Build(LstmShape shape, IReadOnlyDictionary<string, float[]> weights, WeightFormat format = WeightFormat.Half)
    {
        int embedding = shape.Embedding, hidden = shape.Hidden, layers = shape.Layers;
        var graph = new OnnxGraph("performance-lstm");
        var stored = new GraphWeights(graph, weights, format);

        string tokens = graph.Input("tokens", DataType.Int64, "B", "T");
        string keys = graph.Input("keys", DataType.Float, "B", "T", LstmShape.KeyFeatures);
        string h = graph.Input("h", DataType.Float, layers, "B", hidden);
        string c = graph.Input("c", DataType.Float, layers, "B", hidden);

        string word = stored.Embedding(tokens, "embed", LstmShape.Vocabulary, embedding);
        string hand = stored.Linear(keys, "keys", LstmShape.KeyFeatures, embedding);
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
            if (format == WeightFormat.EightBits)
            {
                (x, after[layer], cellsAfter[layer]) = LayerInEightBits(stored, x, before[layer], cells[layer], layer, width, hidden);
                continue;
            }

            string w = stored.Store($"{at}/W", ToOnnxGates(stored.Take($"lstm.weight_ih_l{layer}", 4 * hidden, width), width), 1, 4 * hidden, width);
            string r = stored.Store($"{at}/R", ToOnnxGates(stored.Take($"lstm.weight_hh_l{layer}", 4 * hidden, hidden), hidden), 1, 4 * hidden, hidden);
            float[] input = ToOnnxGates(stored.Take($"lstm.bias_ih_l{layer}", 4 * hidden, 1), 1);
            float[] recurrent = ToOnnxGates(stored.Take($"lstm.bias_hh_l{layer}", 4 * hidden, 1), 1);
            string b = stored.Store($"{at}/B", [.. input, .. recurrent], 1, 8 * hidden);
            after[layer] = $"{at}/h_out";
            cellsAfter[layer] = $"{at}/c_out";
            graph.Node("LSTM", [x, w, r, b, "", before[layer], cells[layer]], [$"{at}/Y", after[layer], cellsAfter[layer]],
                OnnxGraph.Int("hidden_size", hidden));                                              // (T, 1, B, H)
            x = graph.Node("Squeeze", [$"{at}/Y", direction], $"{at}/y");                           // (T, B, H)
        }

        x = graph.Node("Transpose", [x], "batch-first", OnnxGraph.Ints("perm", 1, 0, 2));           // (B, T, H)
        string logits = stored.Linear(x, "head", hidden, LstmShape.Vocabulary);                     // (B, T, 388)
        graph.Node("Sub", [logits, stored.Penalty(keys, 3)], "logits");
        graph.Node("Concat", after, "h_out", OnnxGraph.Int("axis", 0));
        graph.Node("Concat", cellsAfter, "c_out", OnnxGraph.Int("axis", 0));
        graph.Output("logits", DataType.Float, "B", "T", LstmShape.Vocabulary);
        graph.Output("h_out", DataType.Float, layers, "B", hidden);
        graph.Output("c_out", DataType.Float, layers, "B", hidden);
        return graph;

        void Split(string value, string[] parts)
        {
            if (parts.Length == 1) graph.Node("Identity", [value], parts[0]);
            else graph.Node("Split", [value], parts, OnnxGraph.Int("axis", 0));
        }
    }

    // ONNX's LSTM has no 8-bit weights, and ONNX Runtime's that has rounds all time steps with one scale, so that a row fed
    // at once differs from the same row fed token by token. Here each step is rounded by itself; gates are in Torch's order.
    private static (string Y, string H, string C) LayerInEightBits(GraphWeights stored, string x, string h, string c, int layer, int width, int hidden)
    {
        string at = $"lstm/{layer}";
        OnnxGraph graph = stored.Graph;
        string fromInput = stored.LinearInEightBits(x, $"lstm.weight_ih_l{layer}", $"lstm.bias_ih_l{layer}", width, 4 * hidden, $"{at}/input");      // (T, B, 4H)
        string direction = graph.Integers($"{at}/direction", 0);

        OnnxGraph step = graph.Branch($"{at}/step");
        string hBefore = step.Input($"{at}/step/h", DataType.Float, "B", hidden), cBefore = step.Input($"{at}/step/c", DataType.Float, "B", hidden);
        string now = step.Input($"{at}/step/x", DataType.Float, "B", 4 * hidden);
        string fromMemory = stored.In(step).LinearInEightBits(hBefore, $"lstm.weight_hh_l{layer}", $"lstm.bias_hh_l{layer}", hidden, 4 * hidden, $"{at}/memory");
        step.Node("Split", [step.Node("Add", [now, fromMemory], $"{at}/gates")], [$"{at}/i", $"{at}/f", $"{at}/g", $"{at}/o"], OnnxGraph.Int("axis", 1));
        string kept = step.Node("Mul", [Sigmoid("f"), cBefore], $"{at}/kept"), added = step.Node("Mul", [Sigmoid("i"), step.Node("Tanh", [$"{at}/g"], $"{at}/g/tanh")], $"{at}/added");
        string cNow = step.Node("Add", [kept, added], $"{at}/step/c_out");
        string hNow = step.Node("Mul", [Sigmoid("o"), step.Node("Tanh", [cNow], $"{at}/c/tanh")], $"{at}/step/h_out");
        step.Output(hNow, DataType.Float, "B", hidden);
        step.Output(cNow, DataType.Float, "B", hidden);
        step.Output(step.Node("Identity", [hNow], $"{at}/step/y"), DataType.Float, "B", hidden);

        graph.Scan(step, [graph.Node("Squeeze", [h, direction], $"{at}/h0"), graph.Node("Squeeze", [c, direction], $"{at}/c0")], fromInput,
            $"{at}/h1", $"{at}/c1", $"{at}/y");                                                     // (B, H), (B, H), (T, B, H)
        return ($"{at}/y", graph.Node("Unsqueeze", [$"{at}/h1", direction], $"{at}/h_out"), graph.Node("Unsqueeze", [$"{at}/c1", direction], $"{at}/c_out"));

        string Sigmoid(string gate) => step.Node("Sigmoid", [$"{at}/{gate}"], $"{at}/{gate}/sigmoid");
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

    /// <summary>The same backwards.</summary>
    internal static float[] ToTorchGates(float[] values)
    {
        int gate = values.Length / 4;
        return [.. values[..gate], .. values[(2 * gate)..], .. values[gate..(2 * gate)]];
    }
}
