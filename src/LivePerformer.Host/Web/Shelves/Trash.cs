using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>What was deleted from a folder of late, so that it can come back.</summary>
/// <remarks>Any thread, one at a time. Each deletion is a folder of its own in <c>.trash</c>, whose name is the token: files are
/// moved and never copied, so that a crash leaves each of them in one of the two places.</remarks>
internal sealed class Trash(string folder)
{
    public const int Most = 20;

    private string Place => Path.Combine(folder, ".trash");

    /// <param name="paths">Files of the folder; those that are absent are passed over.</param>
    /// <returns>By which they come back.</returns>
    /// <exception cref="IOException">The folder cannot be written; then all is as it was.</exception>
    public string Put(params string[] paths)
    {
        long number = Tokens().Select(NumberOf).DefaultIfEmpty().Max() + 1;
        string token = $"{number:D10}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        string place = Path.Combine(Place, token);
        Directory.CreateDirectory(place);
        var moved = new List<string>();
        try
        {
            foreach (string path in paths.Where(File.Exists))
            {
                File.Move(path, Path.Combine(place, Path.GetFileName(path)));
                moved.Add(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            foreach (string path in moved) File.Move(Path.Combine(place, Path.GetFileName(path)), path);
            Directory.Delete(place);
            throw;
        }

        foreach (string old in Tokens().OrderByDescending(NumberOf).Skip(Most)) TryForget(old);
        return token;
    }

    /// <summary>Puts back what was deleted under a token.</summary>
    /// <returns>The files' names; null where there is nothing under it.</returns>
    /// <exception cref="RefusedException">Their place is taken.</exception>
    public IReadOnlyList<string>? Restore(string token)
    {
        if (!IsToken(token) || !Directory.Exists(Path.Combine(Place, token))) return null;

        string place = Path.Combine(Place, token);
        string[] names = [.. Directory.EnumerateFiles(place).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        if (names.FirstOrDefault(name => Path.Exists(Path.Combine(folder, name))) is { } taken)
            throw new RefusedException(StatusCodes.Status409Conflict, $"There is a '{taken}' again. Rename or delete that first, then undo.");

        foreach (string name in names) File.Move(Path.Combine(place, name), Path.Combine(folder, name));
        Directory.Delete(place);
        return names;
    }

    private IEnumerable<string> Tokens() =>
        Directory.Exists(Place) ? Directory.EnumerateDirectories(Place).Select(path => Path.GetFileName(path)!).Where(IsToken) : [];

    private static long NumberOf(string token) => long.Parse(token[..10]);

    private static bool IsToken(string text) => text.Length == 27 && text[10] == '-' && text[..10].All(char.IsAsciiDigit) && text[11..].All(char.IsAsciiHexDigitLower);

    private void TryForget(string token)
    {
        try
        {
            Directory.Delete(Path.Combine(Place, token), recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // it goes with the next deletion
        }
    }
}
