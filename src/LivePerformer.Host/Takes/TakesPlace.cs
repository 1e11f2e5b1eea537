using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Where takes are kept where nobody names a folder.</summary>
internal static class TakesPlace
{
    /// <summary>As the XDG base directory specification has it, which bids us pass over a folder that is not absolute.</summary>
    /// <exception cref="LivePerformerException">Nobody says where the user's files lie.</exception>
    public static string Usual()
    {
        string? folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) : Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (!OperatingSystem.IsWindows() && !Path.IsPathRooted(folder))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            folder = home.Length == 0 ? null : Path.Combine(home, ".local", "share");
        }

        return string.IsNullOrEmpty(folder)
            ? throw new LivePerformerException("Nobody says where your files lie. Set HOME, or name a folder with --record, or keep no take with --no-record.")
            : Path.Combine(folder, "LivePerformer", "takes");
    }
}
