using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The cheap half of the graph: what is remembered of the last note and the tokens since in, the next token's logits out.</summary>
/// <remarks>Sizes as in <see cref="TransformerGraph"/>.</remarks>
internal sealed class TransformerHead(GraphWeights stored, TransformerNumbers numbers, TransformerShape shape) : TransformerPart(stored, numbers)
{
    /// <summary>What comes out gets the name logits, (N, 388).</summary>
    public void Build(string memories, string token, string row, string keys)
    {
        int m = shape.Head;
        (string word, string bin, string since) = Columns(token, "token");
        string z = Sum("z", Graph.Node("Gather", [memories, row], "remembered"), Stored.Embedding(word, "word", Vocabulary.Size, m),
            Stored.Embedding(bin, "bin", NoteFeatures.NoTouch + 1, m), Stored.Embedding(since, "since", NoteFeatures.Gaps, m),
            Stored.Linear(keys, "keyboard", KeyFeatures.Width, m));                                                                 // (N, M)
        z = Gelu(Stored.Norm(z, "mix", m), "mix");
        z = Graph.Node("Add", [z, Gelu(Stored.Linear(z, "deep", m, m), "deep")], "z/deep");
        string logits = Stored.Linear(z, "head", m, Vocabulary.Size);                                                               // (N, 388)
        Graph.Node("Sub", [logits, Stored.Penalty(keys, 2)], "logits");
    }
}
