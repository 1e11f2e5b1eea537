using System.Diagnostics;

namespace LivePerformer.Page.Tests;

/// <summary>The page's pure modules, which node tests without a page.</summary>
public sealed class ModuleTests
{
    [Fact]
    public async Task NodeFindsNothingWrongWithThePagesModules()
    {
        string node = Requires.Tool("node", "nodejs");
        var start = new ProcessStartInfo(node, ["--test", "tests/Page/"]) { WorkingDirectory = Repo.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output + await error);
        Assert.Matches(@"(?m)^# pass [1-9]", output);
    }
}
