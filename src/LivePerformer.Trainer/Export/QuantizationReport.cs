namespace LivePerformer.Trainer;

/// <summary>What 8 bits cost a model, and what they won.</summary>
internal sealed record QuantizationReport
{
    /// <summary>Nats per token that may be lost: less than this.</summary>
    public const double MostCost = 0.01;

    public required string Model { get; init; }
    public required string Name { get; init; }
    public required int Pieces { get; init; }
    public required long Tokens { get; init; }
    public required long BytesBefore { get; init; }
    public required long BytesAfter { get; init; }
    public required double NatsPerTokenBefore { get; init; }
    public required double NatsPerTokenAfter { get; init; }

    /// <summary>A token, one after the other on one thread; the median.</summary>
    public required double MicrosecondsBefore { get; init; }

    /// <summary>The same in 8 bits.</summary>
    public required double MicrosecondsAfter { get; init; }

    /// <summary>How many times as fast; the median of turns on the same music.</summary>
    public required double Speed { get; init; }

    /// <summary>Where it was written; null where it was not.</summary>
    public string? Written { get; init; }

    /// <summary>Nats per token lost; below zero: won.</summary>
    public double Cost => NatsPerTokenAfter - NatsPerTokenBefore;

    public bool IsWorthIt => Cost < MostCost && Speed > 1;
}
