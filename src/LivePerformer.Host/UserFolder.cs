namespace LivePerformer.Host;

/// <summary>The folders of the user's own files.</summary>
/// <remarks>As the XDG base directory specification has it, which bids us pass over a folder that is not absolute.</remarks>
internal static class UserFolder
{
    public const string NobodySays = "Nobody says where your files lie. Set HOME";

    private const string Name = "LivePerformer";

    /// <summary>Of controls and presets.</summary>
    /// <returns>Null where nobody says.</returns>
    public static string? Find() => Find("XDG_CONFIG_HOME", Environment.SpecialFolder.ApplicationData, ".config");

    /// <summary>Of takes.</summary>
    /// <returns>Null where nobody says.</returns>
    public static string? FindData() => Find("XDG_DATA_HOME", Environment.SpecialFolder.LocalApplicationData, Path.Combine(".local", "share"));

    private static string? Find(string variable, Environment.SpecialFolder onWindows, string inHome)
    {
        string? folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(onWindows) : Environment.GetEnvironmentVariable(variable);
        if (!OperatingSystem.IsWindows() && !Path.IsPathRooted(folder))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            folder = home.Length == 0 ? null : Path.Combine(home, inHome);
        }

        return string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, Name);
    }
}
