namespace LivePerformer.Host;

/// <summary>Parts of a take that are listed by themselves: they stand in it as remarks.</summary>
internal static class TakePart
{
    public const string Ends = "part ends";

    private const string Beginning = "part begins: ";

    public static string Begins(string name) => Beginning + name;

    /// <summary>The name of the part that a remark begins; null where it begins none.</summary>
    public static string? NameOf(string remark) => remark.StartsWith(Beginning, StringComparison.Ordinal) ? remark[Beginning.Length..] : null;
}
