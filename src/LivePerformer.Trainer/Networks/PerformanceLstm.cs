using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>Reads a performance token by token, with the state of the keyboard beside each, and guesses the next token.</summary>
/// <remarks>B = batch, T = time steps, E = embedding, H = hidden, L = layers, V = vocabulary (388), K = 128 keys.</remarks>
public sealed class PerformanceLstm : Module<Tensor, Tensor, (Tensor H, Tensor C), (Tensor Logits, Tensor H, Tensor C)>
{
    private readonly Embedding embed;
    private readonly Linear keys;
    private readonly ModuleList<LSTM> lstm;
    private readonly Linear head;

    public PerformanceLstm(LstmShape shape, double dropout = 0) : base(nameof(PerformanceLstm))
    {
        Shape = shape;
        Lots = new Lots(dropout);
        embed = Embedding(LstmShape.Vocabulary, shape.Embedding);
        keys = Linear(LstmShape.KeyFeatures, shape.Embedding);
        // One module a layer, for what lies between two of them is dropped by lots of our own.
        lstm = ModuleList(Enumerable.Range(0, shape.Layers).Select(layer => LSTM(layer == 0 ? shape.Embedding : shape.Hidden, shape.Hidden, batchFirst: true)).ToArray());
        head = Linear(shape.Hidden, LstmShape.Vocabulary);
        RegisterComponents();
        Initialize();
    }

    public LstmShape Shape { get; }

    /// <summary>What is dropped while training.</summary>
    public Lots Lots { get; }

    /// <summary>The weights by the names that Torch gives them in one module of many layers, such as lstm.weight_ih_l1.</summary>
    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
        base.named_parameters(recurse).Select(weight => weight.name.Split('.') is ["lstm", var layer, var name] ? ($"lstm.{name[..^1]}{layer}", weight.parameter) : weight);

    /// <summary>Silence before the first token: two zero tensors of shape (L, B, H).</summary>
    public (Tensor H, Tensor C) ZeroState(long batch, Device device) =>
        (zeros(Shape.Layers, batch, Shape.Hidden, device: device), zeros(Shape.Layers, batch, Shape.Hidden, device: device));

    /// <param name="tokens">(B, T) token ids.</param>
    /// <param name="keyboard">(B, T, 2K) held flags and ages of the keys after each token.</param>
    /// <param name="state">(L, B, H) each.</param>
    public override (Tensor Logits, Tensor H, Tensor C) forward(Tensor tokens, Tensor keyboard, (Tensor H, Tensor C) state)
    {
        using var scope = NewDisposeScope();
        var x = embed.forward(tokens).add(keys.forward(keyboard), Scalars.One);          // (B, T, E)
        var memory = new List<(Tensor H, Tensor C)>();
        var y = x;
        foreach ((int layer, LSTM each) in lstm.Index())
        {
            if (layer > 0) y = Lots.Drop(y, training);
            (y, var hidden, var cell) = each.forward(y, (state.H.narrow(0, layer, 1), state.C.narrow(0, layer, 1)));   // (B, T, H)
            memory.Add((hidden, cell));
        }

        var h = cat([.. memory.Select(of => of.H)], 0);                                  // (L, B, H)
        var c = cat([.. memory.Select(of => of.C)], 0);
        var held = keyboard.narrow(-1, 0, LstmShape.Keys);                               // (B, T, K)
        var free = ones_like(held).sub(held);
        var rest = zeros_like(held).narrow(-1, 0, 1).expand(-1, -1, LstmShape.Vocabulary - (2 * LstmShape.Keys));
        var illegal = cat([held, free, rest], -1);                                       // (B, T, V): note-ons, note-offs, others
        var logits = head.forward(Lots.Drop(y, training)).add(illegal, Scalars.Penalty);        // (B, T, V)
        return (logits.MoveToOuterDisposeScope(), h.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Lots.Dispose();
        base.Dispose(disposing);
    }

    private void Initialize()
    {
        using var _ = no_grad();
        // Signals of about one from layer to layer: with Torch's own small weights two layers fade the input to a few
        // thousandths, and the loss stood at the unigram's 4.2 nats for the first hundreds of steps.
        init.normal_(embed.weight, 0, 1);
        init.normal_(keys.weight!, 0, 0.3);
        init.zeros_(keys.bias!);
        init.zeros_(head.bias!);
        foreach ((string name, Tensor parameter) in lstm.SelectMany(layer => layer.named_parameters()))
        {
            if (name.StartsWith("weight_ih", StringComparison.Ordinal))
                foreach (Tensor gate in parameter.chunk(4, 0)) init.xavier_uniform_(gate);
            if (name.StartsWith("weight_hh", StringComparison.Ordinal))
                foreach (Tensor gate in parameter.chunk(4, 0)) init.orthogonal_(gate);
            if (name.StartsWith("weight_ih", StringComparison.Ordinal)) init.normal_(parameter, 0, 1 / Math.Sqrt(parameter.shape[1]));
            if (!name.StartsWith("bias", StringComparison.Ordinal)) continue;

            init.zeros_(parameter);
            // Torch's gate order is input, forget, cell, output. A forget gate that starts open keeps the gradient alive
            // (Jozefowicz 2015); of the two biases that are added, one carries it.
            if (name.StartsWith("bias_ih", StringComparison.Ordinal)) init.ones_(parameter.narrow(0, Shape.Hidden, Shape.Hidden));
        }
    }
}
