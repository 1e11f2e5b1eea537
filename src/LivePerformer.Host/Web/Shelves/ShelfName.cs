using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>What a thing on a shelf may be called: a name that is a file's on every system, and never a path.</summary>
internal static class ShelfName
{
    public const int Longest = 64;

    private static readonly SearchValues<string> Devices = SearchValues.Create(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })], StringComparison.OrdinalIgnoreCase);

    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? Fault(string name)
    {
        string shown = new([.. name.Take(Longest).Select(sign => char.IsControl(sign) ? '?' : sign)]);
        if (name.Length is 0 or > Longest) return $"A name has 1 to {Longest} characters, but '{shown}' has {name.Length}. Choose another one.";
        if (name.Any(sign => !char.IsLetterOrDigit(sign) && sign is not (' ' or '-' or '_' or '.'))) return $"'{shown}' cannot be a name. Use letters, digits, spaces, - _ and dots.";
        if (name[0] is '.' or ' ' or '-' || name[^1] is '.' or ' ') return $"'{shown}' cannot be a name: it begins with a dot, a space or a -, or ends with a dot or a space. Leave that out.";
        if (Devices.Contains(name.Split('.')[0].Trim())) return $"'{shown}' cannot be a name: Windows calls a device so. Choose another one.";
        return null;
    }

    /// <exception cref="RefusedException">It cannot be a name.</exception>
    public static string Checked(string name) => Fault(name) is { } fault ? throw new RefusedException(StatusCodes.Status400BadRequest, fault) : name;

    /// <summary>Refuses a link that leads out of its folder.</summary>
    /// <exception cref="RefusedException">It does.</exception>
    public static string Inside(string path)
    {
        if (new FileInfo(path).LinkTarget is null) return path;

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string? target = Path.GetDirectoryName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName);
        return target == folder || target == Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName
            ? path
            : throw new RefusedException(StatusCodes.Status403Forbidden, $"'{Path.GetFileName(path)}' is a link that leads out of its folder. Put the file itself there.");
    }
}
