using LivePerformer.Music;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LivePerformer.Trainer;

/// <summary>Reads a performance note by note and guesses it token by token.</summary>
/// <remarks>
/// The trunk, a causal Transformer with rotary positions, takes one step a note; a small head turns the trunk's memory of
/// the last note, the keys that sound and the tokens since into the next token's logits. So the tokens keep the exact
/// likelihood of the 388-word encoding while the costly part runs four times less often (the idea of multiscale models,
/// Yu et al., "MEGABYTE", 2023).
/// B = windows, T = rows (notes) of each, N = tokens of all, d = width, H = heads, D = d / H, M = head.
/// </remarks>
public sealed class NoteTransformer : Module<NoteTensors, Tensor>
{
    private readonly Embedding pitch, touch, gap;
    private readonly Linear keys;
    private readonly ModuleList<NoteBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear memory;
    private readonly Embedding word, bin, since;
    private readonly Linear keyboard;
    private readonly LayerNorm mix;
    private readonly Linear deep, head;

    public NoteTransformer(TransformerShape shape, double dropout = 0) : base(nameof(NoteTransformer))
    {
        Shape = shape;
        Lots = new Lots(dropout);
        int d = shape.Width, m = shape.Head;
        pitch = Embedding(NoteFeatures.NoPitch + 1, d);
        touch = Embedding(NoteFeatures.NoTouch + 1, d);
        gap = Embedding(NoteFeatures.Gaps, d);
        keys = Linear(KeyFeatures.Width, d);
        blocks = ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => new NoteBlock(shape, Lots)).ToArray());
        norm = LayerNorm(d);
        memory = Linear(d, m, hasBias: false);
        word = Embedding(Vocabulary.Size, m);
        bin = Embedding(NoteFeatures.NoTouch + 1, m);
        since = Embedding(NoteFeatures.Gaps, m);
        keyboard = Linear(KeyFeatures.Width, m);
        mix = LayerNorm(m);
        deep = Linear(m, m);
        head = Linear(m, Vocabulary.Size);
        RegisterComponents();
        Initialize();
    }

    public TransformerShape Shape { get; }

    /// <summary>What is dropped while training.</summary>
    public Lots Lots { get; }

    /// <returns>(N, 388) logits of the token after each token.</returns>
    public override Tensor forward(NoteTensors x)
    {
        using var scope = NewDisposeScope();
        var y = pitch.forward(x.Pitch).add_(touch.forward(x.Touch), Scalars.One).add_(gap.forward(x.Gap), Scalars.One)
            .add_(keys.forward(x.Keys), Scalars.One);                                                 // (B, T, d)
        y = Lots.Drop(y, training);
        foreach (NoteBlock block in blocks) y = block.forward(y, x.Cosine, x.Sine);
        var rows = memory.forward(norm.forward(y)).view(-1, Shape.Head).index_select(0, x.Row);       // (N, M)
        var z = rows.add(word.forward(x.Token), Scalars.One).add_(bin.forward(x.Bin), Scalars.One)
            .add_(since.forward(x.Since), Scalars.One).add_(keyboard.forward(x.Keyboard), Scalars.One);
        z = functional.gelu(mix.forward(z));
        z = z.add(functional.gelu(deep.forward(Lots.Drop(z, training))), Scalars.One);
        var held = x.Keyboard.narrow(-1, 0, LstmShape.Keys);                                          // (N, 128)
        var free = ones_like(held).sub(held);
        var rest = zeros_like(held).narrow(-1, 0, 1).expand(-1, Vocabulary.Size - (2 * LstmShape.Keys));
        var illegal = cat([held, free, rest], -1);
        return head.forward(Lots.Drop(z, training)).add(illegal, Scalars.Penalty).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Lots.Dispose();
        base.Dispose(disposing);
    }

    private void Initialize()
    {
        using var _ = no_grad();
        foreach (Embedding table in new[] { pitch, touch, gap, word, bin, since }) init.normal_(table.weight!, 0, 0.5);
        foreach (Linear layer in new[] { keys, keyboard })
        {
            init.normal_(layer.weight!, 0, 0.2);
            init.zeros_(layer.bias!);
        }

        foreach (Linear layer in new[] { memory, deep }) init.normal_(layer.weight!, 0, 1 / Math.Sqrt(layer.weight!.shape[1]));
        init.zeros_(deep.bias!);
        init.normal_(head.weight!, 0, 0.02);
        init.zeros_(head.bias!);
    }
}

/// <summary>One layer of the trunk: causal attention, then a feed-forward, each behind a norm and beside a short cut.</summary>
public sealed class NoteBlock : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly int heads;
    private readonly LayerNorm before, between;
    private readonly Linear mix, join, up, down;
    private readonly Lots lots;

    /// <param name="lots">Those of the whole network.</param>
    public NoteBlock(TransformerShape shape, Lots lots) : base(nameof(NoteBlock))
    {
        int d = shape.Width;
        this.lots = lots;
        heads = shape.Heads;
        before = LayerNorm(d);
        mix = Linear(d, 3 * d);
        join = Linear(d, d);
        between = LayerNorm(d);
        up = Linear(d, shape.Inner);
        down = Linear(shape.Inner, d);
        RegisterComponents();
        using var _ = no_grad();
        foreach (Linear layer in new[] { mix, join, up, down })
        {
            // Signals of about one; what is added to the short cut begins smaller, the deeper the trunk (Radford 2019).
            double spread = 1 / Math.Sqrt(layer.weight!.shape[1]);
            init.normal_(layer.weight, 0, layer == join || layer == down ? 0.5 * spread / Math.Sqrt(2 * shape.Layers) : 0.8 * spread);
            init.zeros_(layer.bias!);
        }
    }

    /// <param name="x">(B, T, d).</param>
    /// <param name="cosine">(B, H, T, D / 2).</param>
    /// <param name="sine">(B, H, T, D / 2).</param>
    public override Tensor forward(Tensor x, Tensor cosine, Tensor sine)
    {
        using var scope = NewDisposeScope();
        long b = x.shape[0], t = x.shape[1], d = x.shape[2];
        var qkv = mix.forward(before.forward(x)).view(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);   // (3, B, H, T, D)
        var q = Turn(qkv[0], cosine, sine);
        var k = Turn(qkv[1], cosine, sine);
        var heard = functional.scaled_dot_product_attention(q, k, qkv[2], is_casual: true);                // (B, H, T, D)
        var y = x.add(lots.Drop(join.forward(heard.transpose(1, 2).reshape(b, t, d)), training), Scalars.One);
        y = y.add(lots.Drop(down.forward(functional.gelu(up.forward(between.forward(y)))), training), Scalars.One);
        return y.MoveToOuterDisposeScope();
    }

    private static Tensor Turn(Tensor x, Tensor cosine, Tensor sine)
    {
        Tensor[] half = x.chunk(2, -1);
        return cat([half[0].mul(cosine).sub(half[1].mul(sine)), half[0].mul(sine).add(half[1].mul(cosine), Scalars.One)], -1);
    }
}
