using LivePerformer.Trainer;
using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Inference.Tests;

/// <summary>A network with Basic Pitch's inputs and outputs that hears one thing: how loud each frame is. Both heads give the
/// frame's largest sample on one key, so that what comes out can be told in advance.</summary>
internal static class FakeBasicPitch
{
    public const int Key = 60;

    /// <param name="noteHead">What the output of the note head is called.</param>
    public static string Write(string path, string noteHead = "StatefulPartitionedCall:1")
    {
        var graph = new OnnxGraph("fake");
        string sound = graph.Input("serving_default_input_2:0", DataType.Float, "n", BasicPitch.Window, 1);
        string flat = graph.Node("Reshape", [sound, graph.Integers("flat", 1, BasicPitch.Window)], "flattened");
        string whole = graph.Node("Pad", [flat, graph.Integers("missing", 0, 0, 0, (BasicPitch.Frames * BasicPitch.Hop) - BasicPitch.Window)], "padded");
        string frames = graph.Node("Reshape", [whole, graph.Integers("frames", 1, BasicPitch.Frames, BasicPitch.Hop)], "framed");
        string loudest = graph.Node("ReduceMax", [frames], "loudest", OnnxGraph.Ints("axes", 2), OnnxGraph.Int("keepdims", 1));
        var onKey = new float[BasicPitch.Keys];
        onKey[Key - BasicPitch.LowestKey] = 1;
        string keys = graph.Weights("keys", onKey, half: false, 1, 1, BasicPitch.Keys);
        foreach (string head in new[] { noteHead, "StatefulPartitionedCall:2" })
        {
            graph.Node("Mul", [loudest, keys], head);
            graph.Output(head, DataType.Float, "n", BasicPitch.Frames, BasicPitch.Keys);
        }

        graph.Save(path);
        return path;
    }

    /// <summary>Sound in which it hears notes: each a sample of full scale, then 0.6 until the note's end.</summary>
    public static float[] Sound(double seconds, params (double Onset, double Offset)[] notes)
    {
        var samples = new float[(int)(seconds * BasicPitch.SampleRate)];
        foreach ((double onset, double offset) in notes)
        {
            int from = (int)(onset * BasicPitch.SampleRate), to = (int)(offset * BasicPitch.SampleRate);
            samples.AsSpan(from, to - from).Fill(0.6f);
            samples[from] = 1;
        }

        return samples;
    }
}
