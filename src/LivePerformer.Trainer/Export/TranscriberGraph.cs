using LivePerformer.Inference;
using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Trainer;

/// <summary>Writes one head of a transcriber as an ONNX file that hears on, from the weights that Torch trained.</summary>
/// <remarks>
/// T = frames of a run, M = bands, D = the head's look-ahead, H = memory. What goes in and comes out: <see cref="TranscriberContract"/>.
/// States: the last two frames before each convolution [1, C, 2, F], each recurrent layer's memory [1, 1, H], and, where D is
/// not 0, the last D frames of what the last of them gave [1, D, H]; in 8 bits a memory is [1, H].
/// Weights by Torch's names and layouts: convolutions.*.weight [C', C, 3, 3], flatNorm, squeeze [W, C F], norm, innerNorm, up, down,
/// memory.*.weight_ih_l0 [3H, W or H], memory.*.weight_hh_l0 [3H, H] and their biases, taps.*.weight [H, H], biases.* [H], heads.* [353, H].
/// </remarks>
internal static class TranscriberGraph
{
    /// <exception cref="ArgumentException">There is no such look-ahead, a weight is missing, has another size, or is not finite in half precision.</exception>
    public static void Write(TranscriberShape shape, int lookAhead, IReadOnlyDictionary<string, float[]> weights, string path, WeightFormat format = WeightFormat.Half) =>
        Build(shape, lookAhead, weights, format).Save(path);

    /// <exception cref="ArgumentException">As <see cref="Write"/>.</exception>
    public static OnnxGraph Build(TranscriberShape shape, int lookAhead, IReadOnlyDictionary<string, float[]> weights, WeightFormat format = WeightFormat.Half)
    {
        int head = Array.IndexOf(TranscriberShape.LookAheads, lookAhead);
        if (head < 0) throw new ArgumentException($"No head looks {lookAhead} frames ahead; they look {string.Join(", ", TranscriberShape.LookAheads)}.");

        var graph = new OnnxGraph("onset-transcriber");
        var stored = new GraphWeights(graph, weights, format);
        var states = new States(graph);
        string mel = graph.Input(TranscriberContract.Mel, DataType.Float, 1, "T", shape.Bands);
        string centred = graph.Node("Sub", [mel, graph.Number("centre", TranscriberShape.Centre)], "centred");
        string scaled = graph.Node("Div", [centred, graph.Number("spread", TranscriberShape.Spread)], "scaled");
        string x = graph.Node("Unsqueeze", [scaled, graph.Integers("channel", 1)], "x");                            // (1, 1, T, M)
        foreach ((int layer, (int channels, int next, int stride)) in shape.Convolutions.Index())
        {
            const int past = TranscriberShape.Kernel - 1;
            string at = $"convolutions.{layer}";
            string all = states.Before(x, axis: 2, past, 1, channels, past, shape.BandsAlong[layer]);               // (1, C, 2 + T, F)
            string weight = stored.Store($"{at}.weight", stored.Take($"{at}.weight", next, channels * TranscriberShape.Kernel * 3), next, channels, TranscriberShape.Kernel, 3);
            string bias = stored.Store($"{at}.bias", stored.Take($"{at}.bias", next, 1), next);
            string sum = graph.Node("Conv", [all, weight, bias], $"{at}/sum",
                OnnxGraph.Ints("kernel_shape", TranscriberShape.Kernel, 3), OnnxGraph.Ints("strides", 1, stride), OnnxGraph.Ints("pads", 0, 1, 0, 1));
            x = graph.Node("Relu", [sum], $"{at}/y");                                                               // (1, C', T, F')
        }

        string turned = graph.Node("Transpose", [x], "turned", OnnxGraph.Ints("perm", 0, 2, 1, 3));
        string flat = graph.Node("Reshape", [turned, graph.Integers("flat/shape", 1, -1, shape.Flat)], "flat");     // (1, T, C F)
        string squeezed = stored.Linear(stored.Norm(flat, "flatNorm", shape.Flat), "squeeze", shape.Flat, shape.Width);
        x = graph.Node("Relu", [stored.Norm(squeezed, "norm", shape.Width)], "squeezed");                           // (1, T, W)
        if (shape.Inner > 0)
        {
            string both = graph.Node("Concat", [stored.Norm(x, "innerNorm", shape.Width), scaled], "both", OnnxGraph.Int("axis", 2));
            string inner = graph.Node("Relu", [stored.Linear(both, "up", shape.Width + shape.Bands, shape.Inner)], "inner");
            x = graph.Node("Add", [x, stored.Linear(inner, "down", shape.Inner, shape.Width)], "thought-over");
        }

        x = graph.Node("Transpose", [x], "time-first", OnnxGraph.Ints("perm", 1, 0, 2));                            // (T, 1, W)
        if (format == WeightFormat.EightBits) x = RememberInEightBits(stored, states, x, shape);
        else for (int layer = 0; layer < shape.Layers; layer++) x = Remember(graph, stored, states, x, layer, layer == 0 ? shape.Width : shape.Memory, shape.Memory);

        string logits = stored.Linear(Look(graph, stored, states, x, head, shape.Memory), $"heads.{head}", shape.Memory, TranscriberShape.Outputs);
        string beliefs = graph.Node("Sigmoid", [logits], "beliefs");                                                // (1, T, 353)
        const int keys = TranscriberShape.Keys;
        graph.Node("Split", [beliefs, graph.Integers("parts", keys, keys, keys, keys, 1)], TranscriberContract.Outputs, OnnxGraph.Int("axis", 2));
        foreach (string output in TranscriberContract.Outputs) graph.Output(output, DataType.Float, 1, "T", output == TranscriberContract.Pedal ? 1 : keys);
        states.GiveOut();
        return graph;
    }

    // (T, 1, in) to (T, 1, H)
    private static string Remember(OnnxGraph graph, GraphWeights stored, States states, string x, int layer, int width, int memory)
    {
        string at = $"memory.{layer}";
        string w = stored.Store($"{at}/W", ToOnnxGates(stored.Take($"{at}.weight_ih_l0", 3 * memory, width)), 1, 3 * memory, width);
        string r = stored.Store($"{at}/R", ToOnnxGates(stored.Take($"{at}.weight_hh_l0", 3 * memory, memory)), 1, 3 * memory, memory);
        string b = stored.Store($"{at}/B", [.. ToOnnxGates(stored.Take($"{at}.bias_ih_l0", 3 * memory, 1)), .. ToOnnxGates(stored.Take($"{at}.bias_hh_l0", 3 * memory, 1))], 1, 6 * memory);
        (string before, string after) = states.Carry(1, 1, memory);
        graph.Node("GRU", [x, w, r, b, "", before], [$"{at}/Y", after], OnnxGraph.Int("hidden_size", memory), OnnxGraph.Int("linear_before_reset", 1));   // (T, 1, 1, H)
        return graph.Node("Squeeze", [$"{at}/Y", graph.Integers($"{at}/direction", 1)], $"{at}/y");
    }

    // ONNX's GRU has no 8-bit weights. All layers in one Scan: at one step a run, as on stage, a second one costs more than the products
    // over all steps at once that it would allow. Gates are in Torch's order. (T, 1, W) to (T, 1, H).
    private static string RememberInEightBits(GraphWeights stored, States states, string x, TranscriberShape shape)
    {
        (OnnxGraph graph, int memory) = (stored.Graph, shape.Memory);
        string fromInput = Product(stored, x, 0, "ih", shape.Width);                                                // (T, 1, 3H)
        string sizes = graph.Integers("memory/parts", 2 * memory, memory);

        OnnxGraph step = graph.Branch("memory/step");
        GraphWeights storedInStep = stored.In(step);
        string[] before = [.. Enumerable.Range(0, shape.Layers).Select(layer => step.Input($"memory/step/h{layer}", DataType.Float, 1, memory))];
        string now = step.Input("memory/step/x", DataType.Float, 1, 3 * memory), h = "";
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string at = $"memory.{layer}";
            if (layer > 0) now = Product(storedInStep, h, layer, "ih", memory);
            string fromMemory = Product(storedInStep, before[layer], layer, "hh", memory);
            step.Node("Split", [now, sizes], [$"{at}/x/gates", $"{at}/x/new"], OnnxGraph.Int("axis", 1));
            step.Node("Split", [fromMemory, sizes], [$"{at}/h/gates", $"{at}/h/new"], OnnxGraph.Int("axis", 1));
            string gates = step.Node("Sigmoid", [step.Node("Add", [$"{at}/x/gates", $"{at}/h/gates"], $"{at}/gates/sum")], $"{at}/gates");
            step.Node("Split", [gates], [$"{at}/reset", $"{at}/update"], OnnxGraph.Int("axis", 1));
            string kept = step.Node("Mul", [$"{at}/reset", $"{at}/h/new"], $"{at}/kept");
            string made = step.Node("Tanh", [step.Node("Add", [$"{at}/x/new", kept], $"{at}/new/sum")], $"{at}/new");
            // (1 - update) new + update h
            string back = step.Node("Mul", [$"{at}/update", step.Node("Sub", [before[layer], made], $"{at}/change")], $"{at}/back");
            h = step.Node("Add", [made, back], $"{at}/step/h_out");
            step.Output(h, DataType.Float, 1, memory);
        }

        step.Output(step.Node("Identity", [h], "memory/step/y"), DataType.Float, 1, memory);
        (string Before, string After)[] carried = [.. before.Select(_ => states.Carry(1, memory))];
        graph.Scan(step, [.. carried.Select(state => state.Before)], fromInput, [.. carried.Select(state => state.After), "memory/y"]);
        return "memory/y";

        string Product(GraphWeights weights, string value, int layer, string which, int width) => weights.LinearInEightBits(value,
            $"memory.{layer}.weight_{which}_l0", $"memory.{layer}.bias_{which}_l0", width, 3 * memory, $"memory.{layer}/{which}");
    }

    // (T, 1, H) to (1, T, H): row t speaks of the frame D before it. The taps' frames side by side, so that one product is all of theirs.
    private static string Look(OnnxGraph graph, GraphWeights stored, States states, string x, int head, int memory)
    {
        int ahead = TranscriberShape.LookAheads[head];
        x = graph.Node("Transpose", [x], "batch-first", OnnxGraph.Ints("perm", 1, 0, 2));                           // (1, T, H)
        string all = ahead == 0 ? x : states.Before(x, axis: 1, ahead, 1, ahead, memory);                           // (1, D + T, H)
        int[] taps = TranscriberShape.TapsOf(ahead);
        // From tap to as far before the end as there are frames behind it; the last tap's rows go to the end.
        string[] seen = ahead == 0 ? [all] : [.. taps.Select((tap, number) => graph.Node("Slice",
            [all, graph.Integers($"taps.{number}/from", tap), graph.Integers($"taps.{number}/to", tap == ahead ? int.MaxValue : tap - ahead), graph.Integers($"taps.{number}/axis", 1)], $"taps.{number}/frames"))];
        string frames = graph.Node("Concat", seen, "taps/frames", OnnxGraph.Int("axis", 2));                        // (1, T, taps H)
        GraphWeights joined = stored.With(("taps.weight", Joined(stored, taps.Length, memory)), ("taps.bias", stored.Take($"biases.{head}", memory, 1)));
        return graph.Node("Relu", [joined.Linear(frames, "taps", taps.Length * memory, memory)], "looked");
    }

    // [H, H] of each tap as one [H, taps H]
    private static float[] Joined(GraphWeights stored, int taps, int memory)
    {
        var joined = new float[memory * taps * memory];
        for (int tap = 0; tap < taps; tap++)
        {
            float[] one = stored.Take($"taps.{tap}.weight", memory, memory);
            for (int row = 0; row < memory; row++) one.AsSpan(row * memory, memory).CopyTo(joined.AsSpan(((row * taps) + tap) * memory));
        }

        return joined;
    }

    // Torch: reset, update, new. ONNX: update, reset, hidden.
    private static float[] ToOnnxGates(float[] values)
    {
        int gate = values.Length / 3;
        return [.. values[gate..(2 * gate)], .. values[..gate], .. values[(2 * gate)..]];
    }

    /// <summary>What is remembered from run to run, numbered as it comes.</summary>
    private sealed class States(OnnxGraph graph)
    {
        private readonly List<int[]> shapes = [];

        /// <summary>A state that the graph itself makes anew: what goes in, and the name of what must come out.</summary>
        public (string Before, string After) Carry(params int[] shape)
        {
            int number = shapes.Count;
            shapes.Add(shape);
            return (graph.Input(TranscriberContract.State(number), DataType.Float, [.. shape.Cast<object>()]), TranscriberContract.Next(number));
        }

        /// <summary>A value with its last few frames of the run before in front, which makes this run's last few the state.</summary>
        public string Before(string value, int axis, int frames, params int[] shape)
        {
            (string before, string after) = Carry(shape);
            string all = graph.Node("Concat", [before, value], $"{after}/all", OnnxGraph.Int("axis", axis));
            graph.Node("Slice", [all, graph.Integers($"{after}/from", -frames), graph.Integers($"{after}/to", int.MaxValue), graph.Integers($"{after}/axis", axis)], after);
            return all;
        }

        public void GiveOut()
        {
            for (int number = 0; number < shapes.Count; number++) graph.Output(TranscriberContract.Next(number), DataType.Float, [.. shapes[number].Cast<object>()]);
        }
    }
}
