namespace LivePerformer.Host;

/// <summary>The folder of the user's own files: controls and presets.</summary>
internal static class UserFolder
{
    public const string NobodySays = "Nobody says where your files lie. Set HOME";

    /// <summary>As the XDG base directory specification has it, which bids us pass over a folder that is not absolute.</summary>
    /// <returns>Null where nobody says.</returns>
    public static string? Find()
    {
        string? folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData) : Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        if (!OperatingSystem.IsWindows() && !Path.IsPathRooted(folder))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            folder = home.Length == 0 ? null : Path.Combine(home, ".config");
        }

        return string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, "LivePerformer");
    }
}
