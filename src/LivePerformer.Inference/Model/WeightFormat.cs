namespace LivePerformer.Inference;

/// <summary>How a model's file keeps what was learned.</summary>
public enum WeightFormat
{
    /// <summary>Half precision, widened to single precision when the file is loaded.</summary>
    Half,

    /// <summary>Matrices in 8 bits, computed with as they are; the rest as <see cref="Half"/>.</summary>
    EightBits,

    /// <summary>Single precision.</summary>
    Single,
}
