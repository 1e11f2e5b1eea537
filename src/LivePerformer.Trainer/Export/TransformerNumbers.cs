using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>The numbers that the Transformer's operators share, each under its name in the graph.</summary>
internal sealed class TransformerNumbers(OnnxGraph graph, TransformerShape shape, int slots)
{
    public string Zero { get; } = graph.Integers("zero", 0);

    public string One { get; } = graph.Integers("one", 1);

    public string End { get; } = graph.Integers("end", long.MaxValue);

    /// <summary>The last of three axes.</summary>
    public string Last { get; } = graph.Integers("last", 2);

    /// <summary>Slots of the cache.</summary>
    public string Past { get; } = graph.Integers("past", slots);

    /// <summary>A joined projection taken apart: rows, query and key and value, heads, width.</summary>
    public string PerHead { get; } = graph.Integers("per-head", 0, 3, shape.Heads, shape.HeadWidth);

    public string Joined { get; } = graph.Integers("joined", 0, shape.Width);

    public string Half { get; } = graph.Integers("half", shape.HeadWidth / 2);

    public string Scale { get; } = graph.Number("scale", 1 / MathF.Sqrt(shape.HeadWidth));

    public string OneHalf { get; } = graph.Number("one-half", 0.5f);

    public string Unit { get; } = graph.Number("unit", 1);

    public string Root2 { get; } = graph.Number("root-2", MathF.Sqrt(2));
}
