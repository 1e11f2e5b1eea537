namespace LivePerformer.Trainer;

/// <summary>Names of files that every system takes.</summary>
internal static class PlainName
{
    public static string Of(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
}
