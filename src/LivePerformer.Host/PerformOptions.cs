namespace LivePerformer.Host;

/// <summary>How to perform; null means as the machine has it.</summary>
/// <param name="Seconds">Zero: until it is stopped.</param>
internal sealed record PerformOptions(
    string Preset, string? Input, string? Output, string Audio, double Seconds, string? Record, ulong Seed)
{
    /// <summary>The input is a file that plays the human, not a port.</summary>
    public bool InputIsFile => Input is not null
        && (Input.EndsWith(".mid", StringComparison.OrdinalIgnoreCase) || Input.EndsWith(".midi", StringComparison.OrdinalIgnoreCase));
}
