namespace LivePerformer.Trainer;

/// <summary>What <c>compare</c> writes: two folders of MIDI files, and how alike they are.</summary>
public sealed record ComparisonReport
{
    /// <summary>The folder in question.</summary>
    public required string Midi { get; init; }

    /// <summary>The folder it is compared with.</summary>
    public required string Reference { get; init; }

    /// <summary>To how much of its beginning each piece was cut; null for whole pieces.</summary>
    public required double? Seconds { get; init; }

    public required SetComparison Comparison { get; init; }
}
