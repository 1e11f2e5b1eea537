namespace LivePerformer.Trainer;

/// <summary>The sizes that make one performance LSTM: everything needed to build it again, in Torch or as an ONNX graph.</summary>
/// <param name="Embedding">Width E of the sum of token embedding and key features.</param>
/// <param name="Hidden">Width H of each LSTM layer.</param>
/// <param name="Layers">Number L of LSTM layers.</param>
/// <param name="Vocabulary">Number of tokens.</param>
/// <param name="KeyFeatures">Numbers that describe the keyboard after each token: held flags, then ages.</param>
/// <param name="Legality">Logits are lowered by this much where they strike a held key or lift a free one.</param>
public sealed record LstmShape(
    int Embedding = 256, int Hidden = 512, int Layers = 2, int Vocabulary = 388, int KeyFeatures = 256, float Legality = 10);
