namespace LivePerformer.Trainer;

/// <summary>The licence that a data set brings along, where it is one that we know.</summary>
public static class Licence
{
    public const string Unknown = "unknown: see the data set";

    private const int HeadLines = 40;

    private static readonly (string Words, string Name)[] Known =
    [
        ("Attribution-NonCommercial-ShareAlike 4.0", "CC BY-NC-SA 4.0"),
        ("BY-NC-SA 4.0", "CC BY-NC-SA 4.0"),
        ("CC BY 4.0", "CC BY 4.0"),
        ("CC BY 3.0", "CC BY 3.0"),
        ("MIT License", "MIT"),
        ("Permission is hereby granted, free of charge", "MIT"),
        ("are in the public domain", "public domain"),
    ];

    /// <summary>What the files LICENSE*, LICENCE*, COPYING* and *.copyright of a folder say; unknown where there is none, or one of them
    /// is none we know.</summary>
    /// <exception cref="IOException">A licence cannot be read.</exception>
    public static string Of(string folder)
    {
        string[] names = [.. Directory.EnumerateFiles(folder)
            .Where(path => Path.GetFileName(path).ToUpperInvariant() is { } name && (name.StartsWith("LICENSE", StringComparison.Ordinal)
                || name.StartsWith("LICENCE", StringComparison.Ordinal) || name.StartsWith("COPYING", StringComparison.Ordinal) || name.EndsWith(".COPYRIGHT", StringComparison.Ordinal)))
            .Select(In).Distinct().Order(StringComparer.Ordinal)];
        return names.Length == 0 || names.Contains(Unknown) ? Unknown : string.Join(" and ", names);
    }

    private static string In(string file)
    {
        string head = string.Join(' ', File.ReadLines(file).Take(HeadLines));
        return Known.FirstOrDefault(licence => head.Contains(licence.Words, StringComparison.OrdinalIgnoreCase)).Name ?? Unknown;
    }
}
