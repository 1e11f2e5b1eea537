namespace LivePerformer.Trainer;

/// <summary>The sizes of a performance LSTM: how wide a token is, how wide and how deep the memory.</summary>
/// <param name="Embedding">E: numbers a token becomes.</param>
/// <param name="Hidden">H: numbers each layer remembers.</param>
/// <param name="Layers">L: layers, one upon the other.</param>
public sealed record LstmShape(int Embedding, int Hidden, int Layers)
{
    /// <summary>Tokens of the encoding "performance-388/1".</summary>
    public const int Vocabulary = 388;

    /// <summary>Numbers per token of the key features "keys-256/1": 128 keys held or not, 128 ages.</summary>
    public const int KeyFeatures = 256;

    /// <summary>The keys of the piano, of which the first half of the features and the first 128 + 128 tokens speak.</summary>
    public const int Keys = 128;

    /// <summary>Taken from the logit of what the keys forbid: striking a held key, releasing a free one.</summary>
    public const float Forbidden = 10f;
}
