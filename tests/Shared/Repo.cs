namespace LivePerformer.Testing;

/// <summary>Where the repository and its committed fixtures lie, seen from a running test.</summary>
public static class Repo
{
    /// <summary>The folder that holds LivePerformer.sln, found by walking up from the test's assembly.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The full path of a committed fixture, named from tests/Fixtures ("Music/x.mid").</summary>
    public static string Fixture(string relativePath)
    {
        string path = Path.Combine(Root, "tests", "Fixtures", relativePath);
        return Path.Exists(path) ? path : throw new FileNotFoundException($"no fixture {relativePath} under tests/Fixtures", path);
    }

    /// <summary>The nearest folder at or above the start that holds LivePerformer.sln.</summary>
    public static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LivePerformer.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no LivePerformer.sln at or above {start}; run the tests from inside a checkout");
    }
}
