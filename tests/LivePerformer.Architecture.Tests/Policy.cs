using System.Text.RegularExpressions;

namespace LivePerformer.Architecture.Tests;

/// <summary>Policy explains itself: whatever is silenced or banned says why on its own line, and no file knows the machine it was written on.</summary>
public static partial class Policy
{
    /// <summary>Lines of an .editorconfig that lower a rule without a reason behind it.</summary>
    public static IReadOnlyList<string> SilencedWithoutReason(string editorConfig) =>
        Lines(editorConfig, line => Silenced().IsMatch(line) && !HasReason(line, '#'));

    /// <summary>Lines of C# that silence a rule without a reason behind it.</summary>
    public static IReadOnlyList<string> PragmasWithoutReason(string source) =>
        Lines(source, line =>
            (Pragma().IsMatch(line) && !HasReason(line, "//"))
            || (line.Contains("[SuppressMessage(", StringComparison.Ordinal) && !line.Contains("Justification = \"", StringComparison.Ordinal)));

    /// <summary>Lines of a project file that silence warnings without a comment on the same line.</summary>
    public static IReadOnlyList<string> NoWarnWithoutReason(string project) =>
        Lines(project, line => line.Contains("<NoWarn>", StringComparison.Ordinal) && !HasReason(line, "<!--"));

    /// <summary>Banned symbols whose line lacks a reason or says not what to use instead.</summary>
    public static IReadOnlyList<string> BansWithoutRemedy(string bannedSymbols) =>
        Lines(bannedSymbols, line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !Ban().IsMatch(line));

    /// <summary>Lines that name a folder of somebody's machine.</summary>
    public static IReadOnlyList<string> MachinePaths(string text) => Lines(text, line => MachinePath().IsMatch(line));

    static string[] Lines(string text, Func<string, bool> wrong) =>
        [.. text.Split('\n').Select((line, index) => (Line: line.TrimEnd('\r'), Number: index + 1)).Where(entry => wrong(entry.Line)).Select(entry => $"{entry.Number}: {entry.Line.Trim()}")];

    static bool HasReason(string line, char mark) => HasReason(line, mark.ToString());

    /// <summary>A reason has at least two words.</summary>
    static bool HasReason(string line, string mark)
    {
        int start = line.IndexOf(mark, StringComparison.Ordinal);
        return start >= 0 && line[(start + mark.Length)..].Replace("-->", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 2;
    }

    [GeneratedRegex(@"^\s*dotnet_(diagnostic|analyzer_diagnostic)\.[\w.-]*severity\s*=\s*(none|silent|suggestion)\b")]
    private static partial Regex Silenced();

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable\b")]
    private static partial Regex Pragma();

    [GeneratedRegex(@"^[MPTFEN]:[^;]+;.{10,}; use .{3,}$")]
    private static partial Regex Ban();

    // Roots of build machines, home folders, and the temporary folder (Path.GetTempPath exists).
    [GeneratedRegex(@"(?<![\w.~)}*])/(work|root|tmp|home/\w+|Users/\w+)/|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
