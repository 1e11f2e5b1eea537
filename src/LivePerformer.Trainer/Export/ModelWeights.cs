using System.Runtime.InteropServices;
using Google.Protobuf;
using LivePerformer.Inference;
using LivePerformer.Trainer.Onnx;

namespace LivePerformer.Trainer;

/// <summary>Reads the weights of an exported model back, by Torch's names and layouts: the way of export, backwards.</summary>
public static class ModelWeights
{
    // Tables lie in the file as Torch has them; the matrices of linear layers lie turned.
    private static readonly string[] Tables = ["embed.weight", "pitch.weight", "touch.weight", "gap.weight", "word.weight", "bin.weight", "since.weight"];

    /// <exception cref="ModelException">The file is no model that export wrote.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(ModelFolder model)
    {
        string path = Path.Combine(model.Path, model.Manifest.File);
        try
        {
            using var file = File.OpenRead(path);
            var weights = new Dictionary<string, float[]>();
            GraphProto graph = ModelProto.Parser.ParseFrom(file).Graph;
            foreach (TensorProto tensor in graph.Initializer) Take(tensor, weights);
            TakeEightBits(graph, weights);
            return weights;
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The weights of '{path}' cannot be read back ({fault.Message}). Name a model that export wrote.", fault);
        }
    }

    private static void Take(TensorProto tensor, Dictionary<string, float[]> weights)
    {
        if (tensor.Name.StartsWith("lstm/", StringComparison.Ordinal))
        {
            TakeLstm(tensor.Name.Split('/'), Floats(tensor), (int)tensor.Dims[^1], weights);
        }
        else if (tensor.Name.StartsWith("lstm.bias", StringComparison.Ordinal) || tensor.Name.EndsWith(".weight", StringComparison.Ordinal) || tensor.Name.EndsWith(".bias", StringComparison.Ordinal))
        {
            float[] values = Floats(tensor);
            weights[tensor.Name] = tensor.Dims.Count == 2 && !Tables.Contains(tensor.Name)
                ? GraphWeights.Transpose(values, (int)tensor.Dims[0], (int)tensor.Dims[1]) : values;
        }
    }

    private static void TakeEightBits(GraphProto graph, Dictionary<string, float[]> weights)
    {
        Dictionary<string, TensorProto> tensors = graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (TensorProto codes in graph.Initializer.Where(tensor => tensor.Name.EndsWith(EightBitMatrix.CodesSuffix, StringComparison.Ordinal)))
        {
            string name = codes.Name[..^EightBitMatrix.CodesSuffix.Length];
            NodeProto product = Nodes(graph).First(node => node.Input.Contains(codes.Name));
            var columns = (int)product.Attribute.First(attribute => attribute.Name == "K").I;
            weights[name] = new EightBitMatrix(codes.RawData.ToByteArray(), Floats(tensors[name + EightBitMatrix.ScalesSuffix]), (int)codes.Dims[0], columns).Values();
        }
    }

    // Branches and bodies too.
    private static IEnumerable<NodeProto> Nodes(GraphProto graph) => graph.Node.Concat(
        graph.Node.SelectMany(node => node.Attribute).Where(attribute => attribute.G is not null).SelectMany(attribute => Nodes(attribute.G)));

    private static void TakeLstm(string[] name, float[] values, int last, Dictionary<string, float[]> weights)
    {
        int layer = int.Parse(name[1], System.Globalization.CultureInfo.InvariantCulture);
        switch (name[2])
        {
            case "W":
                weights[$"lstm.weight_ih_l{layer}"] = LstmGraph.ToTorchGates(values);
                break;
            case "R":
                weights[$"lstm.weight_hh_l{layer}"] = LstmGraph.ToTorchGates(values);
                break;
            case "B":
                weights[$"lstm.bias_ih_l{layer}"] = LstmGraph.ToTorchGates(values[..(last / 2)]);
                weights[$"lstm.bias_hh_l{layer}"] = LstmGraph.ToTorchGates(values[(last / 2)..]);
                break;
        }
    }

    private static float[] Floats(TensorProto tensor)
    {
        byte[] raw = tensor.RawData.ToByteArray();
        return tensor.DataType == (int)TensorProto.Types.DataType.Float16
            ? [.. MemoryMarshal.Cast<byte, Half>(raw).ToArray().Select(value => (float)value)]
            : MemoryMarshal.Cast<byte, float>(raw).ToArray();
    }
}
