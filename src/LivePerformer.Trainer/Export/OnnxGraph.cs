using System.Buffers.Binary;
using Google.Protobuf;
using LivePerformer.Trainer.Onnx;

namespace LivePerformer.Trainer;

/// <summary>A computation graph as it grows: values have names, operators join them, and a file comes out.</summary>
/// <remarks>ONNX operators and their attributes are those of operator set 17 (ONNX 1.12); those of ONNX Runtime's own are in
/// version 1 of its set. Not thread safe.</remarks>
public sealed class OnnxGraph
{
    private const int IrVersion = 8;      // the version that came with operator set 17
    private const int OpsetVersion = 17;
    private const string RuntimeDomain = "com.microsoft";   // of the operators that ONNX Runtime adds to ONNX

    private readonly GraphProto graph;
    private readonly OnnxGraph root;
    private readonly Dictionary<string, string> metadata = [];
    private bool needsRuntime;

    public OnnxGraph(string name) : this(name, null) { }

    private OnnxGraph(string name, OnnxGraph? root)
    {
        graph = new GraphProto { Name = name };
        this.root = root ?? this;
    }

    /// <summary>A branch of an If, or the body of a Scan: it sees the values of this graph, and its weights and numbers lie in the outermost one.</summary>
    public OnnxGraph Branch(string name) => new(name, root);

    /// <summary>Runs one of two branches, whose outputs, in order, become the values of these names.</summary>
    /// <param name="condition">A bool.</param>
    public void If(string condition, OnnxGraph then, OnnxGraph otherwise, params string[] outputs) =>
        Node("If", [condition], outputs, Branch("then_branch", then), Branch("else_branch", otherwise));

    /// <summary>Runs a body once for each place of the first axis of <paramref name="along"/>.</summary>
    /// <param name="body">Takes what is carried on and a slice; gives what is carried on, and slices of results.</param>
    /// <param name="carried">What the first run is given.</param>
    /// <param name="outputs">What the last run gives to carry on, then the results along the axis.</param>
    public void Scan(OnnxGraph body, string[] carried, string along, params string[] outputs) =>
        Node("Scan", [.. carried, along], outputs, Branch("body", body), Int("num_scan_inputs", 1));

    /// <param name="shape">A number is a fixed size, a word a size that each run chooses.</param>
    public string Input(string name, TensorProto.Types.DataType type, params object[] shape)
    {
        graph.Input.Add(Value(name, type, shape));
        return name;
    }

    /// <param name="shape">As of an input.</param>
    public void Output(string name, TensorProto.Types.DataType type, params object[] shape) =>
        graph.Output.Add(Value(name, type, shape));

    /// <summary>Weights, kept in the file in half precision and widened to single precision when the file is loaded,
    /// or, where <paramref name="half"/> is false, in single precision.</summary>
    /// <exception cref="ArgumentException">The count is not the shape's, or a weight is no finite half-precision number.</exception>
    public string Weights(string name, ReadOnlySpan<float> values, bool half, params int[] shape)
    {
        if (values.Length != shape.Aggregate(1, (product, size) => product * size))
            throw new ArgumentException($"'{name}' has {values.Length} values, its shape is [{string.Join(", ", shape)}].");

        int width = half ? sizeof(ushort) : sizeof(float);
        var raw = new byte[values.Length * width];
        for (int i = 0; i < values.Length; i++)
        {
            if (!Half.IsFinite((Half)values[i]))
                throw new ArgumentException($"'{name}' holds {values[i]}, which half precision cannot keep: train with weight decay or a smaller step.");
            if (half) BinaryPrimitives.WriteHalfLittleEndian(raw.AsSpan(i * width), (Half)values[i]);
            else BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * width), values[i]);
        }

        root.graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)(half ? TensorProto.Types.DataType.Float16 : TensorProto.Types.DataType.Float),
            Dims = { shape.Select(size => (long)size) },
            RawData = UnsafeByteOperations.UnsafeWrap(raw),
        });
        if (!half) return name;

        return root.Node("Cast", [name], name + "/float", Int("to", (long)TensorProto.Types.DataType.Float));
    }

    /// <summary>Numbers from 0 to 255.</summary>
    public string Bytes(string name, byte[] values, params int[] shape)
    {
        root.graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Uint8,
            Dims = { shape.Select(size => (long)size) },
            RawData = UnsafeByteOperations.UnsafeWrap(values),
        });
        return name;
    }

    /// <summary>A few whole numbers that an operator wants as a tensor: axes, bounds, widths.</summary>
    public string Integers(string name, params long[] values)
    {
        root.graph.Initializer.Add(new TensorProto
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
        root.graph.Initializer.Add(new TensorProto
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
        Node("", operation, inputs, outputs, attributes);

    /// <summary>An operator that ONNX lacks and ONNX Runtime has.</summary>
    public string RuntimeNode(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        root.needsRuntime = true;
        Node(RuntimeDomain, operation, inputs, [output], attributes);
        return output;
    }

    private void Node(string domain, string operation, string[] inputs, string[] outputs, AttributeProto[] attributes) =>
        graph.Node.Add(new NodeProto
        {
            Domain = domain,
            OpType = operation,
            Name = outputs[0],
            Input = { inputs },
            Output = { outputs },
            Attribute = { attributes },
        });

    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.Type.Int, I = value };

    public static AttributeProto Float(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.Type.Float, F = value };

    public static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.Type.Ints, Ints = { values } };

    private static AttributeProto Branch(string name, OnnxGraph branch) =>
        new() { Name = name, Type = AttributeProto.Types.Type.Graph, G = branch.graph };

    /// <summary>A word about the model, kept in the file itself.</summary>
    public void Describe(string key, string value) => metadata[key] = value;

    public ModelProto ToModel() => new()
    {
        IrVersion = IrVersion,
        ProducerName = "LivePerformer",
        Graph = graph,
        OpsetImport = { OperatorSets() },
        MetadataProps = { metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }) },
    };

    private IEnumerable<OperatorSetIdProto> OperatorSets()
    {
        yield return new OperatorSetIdProto { Domain = "", Version = OpsetVersion };
        if (needsRuntime) yield return new OperatorSetIdProto { Domain = RuntimeDomain, Version = 1 };
    }

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
