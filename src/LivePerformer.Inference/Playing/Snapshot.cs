namespace LivePerformer.Inference;

/// <summary>A moment of an answer to which the improviser can return.</summary>
internal sealed class Snapshot(ModelState model, PhraseState phrase)
{
    public ModelState Model => model;

    public PhraseState Phrase => phrase;

    /// <summary>Tokens since the turn began.</summary>
    public int Tokens { get; set; }
}
