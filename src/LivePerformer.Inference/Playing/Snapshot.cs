namespace LivePerformer.Inference;

/// <summary>A moment of an answer to which the improviser can return.</summary>
internal sealed class Snapshot(LstmState model, PhraseState phrase)
{
    public LstmState Model => model;

    public PhraseState Phrase => phrase;

    /// <summary>Tokens since the turn began.</summary>
    public int Tokens { get; set; }
}
