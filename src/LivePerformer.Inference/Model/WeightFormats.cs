namespace LivePerformer.Inference;

/// <summary>The words that a manifest and the command line have for <see cref="WeightFormat"/>.</summary>
public static class WeightFormats
{
    /// <summary>In the order of the formats.</summary>
    public static IReadOnlyList<string> Words { get; } = ["half", "8bit", "single"];

    public static string Word(this WeightFormat format) => Words[(int)format];
}
