using LivePerformer.Core;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Where the trainer lies: beside the program, or in the checkout that the program was built from.</summary>
internal static class TrainerPlace
{
    private const string Assembly = "LivePerformer.Trainer.dll", Project = "src/LivePerformer.Trainer";

    /// <param name="program">The folder of the program; null: of this one.</param>
    /// <exception cref="LivePerformerException">It is not there.</exception>
    public static Errand Find(Installation home, string? program = null) => Places(home, program ?? AppContext.BaseDirectory).FirstOrDefault(File.Exists) is { } found
        ? Errand.Of(found)
        : throw new RefusedException(StatusCodes.Status503ServiceUnavailable, $"The trainer is not built. Build it in the checkout: dotnet build -c Release {Project}");

    private static IEnumerable<string> Places(Installation home, string program)
    {
        yield return Path.Combine(program, Assembly);
        yield return Path.Combine(program, "trainer", Assembly);
        foreach (string root in Roots(home, program))
        {
            foreach (string configuration in new[] { "Release", "Debug" }) yield return Path.Combine(root, Project, "bin", configuration, "net10.0", Assembly);
        }
    }

    private static IEnumerable<string> Roots(Installation home, string program)
    {
        yield return home.Root;
        for (DirectoryInfo? folder = new(program); folder is not null; folder = folder.Parent) yield return folder.FullName;
    }
}
