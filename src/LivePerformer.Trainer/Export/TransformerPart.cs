namespace LivePerformer.Trainer;

/// <summary>What trunk and head of the Transformer's graph have in common.</summary>
/// <param name="stored">The weights, laid into the graph or branch that grows.</param>
internal abstract class TransformerPart(GraphWeights stored, TransformerNumbers numbers)
{
    protected GraphWeights Stored => stored;

    protected OnnxGraph Graph => stored.Graph;

    protected TransformerNumbers Numbers => numbers;

    // x (1 + erf(x / sqrt 2)) / 2 (Hendrycks 2016); ONNX Runtime makes one operator of it.
    protected string Gelu(string value, string at)
    {
        string erf = Graph.Node("Erf", [Graph.Node("Div", [value, Numbers.Root2], $"{at}/gelu/div")], $"{at}/gelu/erf");
        string product = Graph.Node("Mul", [value, Graph.Node("Add", [erf, Numbers.Unit], $"{at}/gelu/add")], $"{at}/gelu/product");
        return Graph.Node("Mul", [product, Numbers.OneHalf], $"{at}/gelu");
    }

    /// <summary>The three columns of a (n, 3) table of whole numbers.</summary>
    protected (string, string, string) Columns(string value, string at)
    {
        string Column(int i) => Graph.Node("Squeeze",
            [Graph.Node("Slice", [value, Graph.Integers($"{at}/from/{i}", i), Graph.Integers($"{at}/to/{i}", i + 1), Numbers.One], $"{at}/slice/{i}"), Numbers.One], $"{at}/column/{i}");
        return (Column(0), Column(1), Column(2));
    }

    protected string Sum(string at, string first, params string[] others)
    {
        for (int i = 0; i < others.Length; i++) first = Graph.Node("Add", [first, others[i]], $"{at}/{i}");
        return first;
    }
}
