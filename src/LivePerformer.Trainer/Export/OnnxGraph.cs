using Google.Protobuf;
using LivePerformer.Trainer.Onnx;

namespace LivePerformer.Trainer;

/// <summary>A computation graph as it grows: values have names, operators join them, and a file comes out.</summary>
/// <remarks>ONNX operators and their attributes are those of operator set 17 (ONNX 1.12). Not thread safe.</remarks>
public sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8;      // the version that came with operator set 17
    private const int OpsetVersion = 17;

    private readonly GraphProto graph = new() { Name = name };
    private readonly Dictionary<string, string> metadata = [];

    /// <param name="shape">A number is a fixed size, a word a size that each run chooses.</param>
    public string Input(string name, TensorProto.Types.DataType type, params object[] shape)
    {
        graph.Input.Add(Value(name, type, shape));
        return name;
    }

    /// <param name="shape">As of an input.</param>
    public void Output(string name, TensorProto.Types.DataType type, params object[] shape) =>
        graph.Output.Add(Value(name, type, shape));

    /// <summary>Weights, kept in the file in half precision and widened to single precision when the file is loaded.</summary>
    /// <exception cref="ArgumentException">The count is not the shape's, or a weight is no finite half-precision number.</exception>
    public string Weights(string name, ReadOnlySpan<float> values, params int[] shape)
    {
        if (values.Length != shape.Aggregate(1, (product, size) => product * size))
            throw new ArgumentException($"'{name}' has {values.Length} values, its shape is [{string.Join(", ", shape)}].");

        var raw = new byte[values.Length * sizeof(ushort)];
        for (int i = 0; i < values.Length; i++)
        {
            var half = (Half)values[i];
            if (!Half.IsFinite(half))
                throw new ArgumentException($"'{name}' holds {values[i]}, which half precision cannot keep: train with weight decay or a smaller step.");
            System.Buffers.Binary.BinaryPrimitives.WriteHalfLittleEndian(raw.AsSpan(i * sizeof(ushort)), half);
        }

        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float16,
            Dims = { shape.Select(size => (long)size) },
            RawData = UnsafeByteOperations.UnsafeWrap(raw),
        });
        return Node("Cast", [name], name + "/float", Int("to", (long)TensorProto.Types.DataType.Float));
    }

    /// <summary>A few whole numbers that an operator wants as a tensor: axes, bounds, widths.</summary>
    public string Integers(string name, params long[] values)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Int64,
            Dims = { values.Length },
            Int64Data = { values },
        });
        return name;
    }

    /// <summary>One number, in single precision.</summary>
    public string Number(string name, float value)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            FloatData = { value },
        });
        return name;
    }

    /// <summary>An operator with one output; the answer is the output's name.</summary>
    public string Node(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        Node(operation, inputs, [output], attributes);
        return output;
    }

    public void Node(string operation, string[] inputs, string[] outputs, params AttributeProto[] attributes) =>
        graph.Node.Add(new NodeProto
        {
            OpType = operation,
            Name = outputs[0],
            Input = { inputs },
            Output = { outputs },
            Attribute = { attributes },
        });

    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.Type.Int, I = value };

    public static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.Type.Ints, Ints = { values } };

    /// <summary>A word about the model, kept in the file itself.</summary>
    public void Describe(string key, string value) => metadata[key] = value;

    public ModelProto ToModel() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "LivePerformer",
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OpsetVersion } },
        MetadataProps = { metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }) },
    };

    /// <summary>Writes the file beside its place and moves it there, so that nobody ever loads half a model.</summary>
    public void Save(string path)
    {
        string part = path + ".part";
        using (var file = File.Create(part)) ToModel().WriteTo(file);
        File.Move(part, path, overwrite: true);
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, object[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        shape.Select(size => size is string word
                            ? new TensorShapeProto.Types.Dimension { DimParam = word }
                            : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(size) }),
                    },
                },
            },
        },
    };
}
