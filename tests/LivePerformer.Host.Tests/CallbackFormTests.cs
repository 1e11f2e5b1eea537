using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>Which form of the callback the program takes, and what it says about it.</summary>
[Collection(SoundServers.Name)]
public sealed class CallbackFormTests
{
    private const string OwnRuntime = "a library with a runtime of its own", InProcess = "runs in process";

    [Theory]
    [InlineData("auto", OwnRuntime, false)]
    [InlineData("native", OwnRuntime, false)]
    [InlineData("managed", InProcess, true)]
    public void FormThatWasAskedForRunsAndIsSaidAtTheStart(string form, string said, bool budget)
    {
        NativeForm.IsRequired();
        using var venue = new Venue("JACK");
        Cli cli = venue.Perform("--callback", form);
        cli.WaitUntil(() => cli.Output.Contains(said), "the form of its callback");

        // in process the collector gets a budget, which the runtime takes out of its environment alone
        Assert.Equal(budget, File.ReadAllText($"/proc/{cli.Id}/environ").Split('\0').Contains("DOTNET_GCgen0size=4000000"));
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);
    }

    [Fact]
    public void BrokenLibraryIsOneLineAndTheMusicGoesOnInProcess()
    {
        using var venue = new Venue("JACK");
        string program = CopyOfTheProgram(venue.Scratch, library: "not a library"u8.ToArray());
        (string, string)[] environment = [TinyHome.In(venue.Scratch), .. venue.Server.Environment.Select(pair => (pair.Key, pair.Value))];
        using Cli cli = Cli.StartIn(program, ["perform", "--audio", "jack"], environment);
        cli.WaitUntil(() => cli.Output.Contains("Play, then pause"), "its greeting");
        cli.Signal("TERM");

        Assert.Equal(0, cli.WaitForExit());
        Assert.Contains(InProcess, cli.Output);
        string line = Assert.Single(cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("LivePerformer.RealTime.Native.so", line);
        Assert.Contains("clang", line);

        using Cli insisting = Cli.StartIn(program, ["perform", "--audio", "jack", "--callback", "native"], environment);
        Assert.Contains("does not load", insisting.WaitForRefusal());
    }

    [Fact]
    public void AbsentLibraryIsNoFaultUnlessItWasAskedFor()
    {
        using var venue = new Venue("JACK");
        string program = CopyOfTheProgram(venue.Scratch, library: null);
        (string, string)[] environment = [TinyHome.In(venue.Scratch), .. venue.Server.Environment.Select(pair => (pair.Key, pair.Value))];
        using Cli cli = Cli.StartIn(program, ["perform", "--audio", "jack"], environment);
        cli.WaitUntil(() => cli.Output.Contains(InProcess), "its greeting");
        cli.Signal("TERM");
        Assert.Equal(0, cli.WaitForExit());
        Assert.Equal("", cli.Error);

        using Cli insisting = Cli.StartIn(program, ["perform", "--audio", "jack", "--callback", "native"], environment);
        Assert.Contains("There is no callback library", insisting.WaitForRefusal());

        using Cli doctor = Cli.StartIn(program, ["doctor"], environment);
        doctor.WaitForExit();
        Assert.Contains($"missing  audio callback: {InProcess}", doctor.Output);
        Assert.Contains("clang", doctor.Output);
    }

    [Fact]
    public void DoctorNamesTheLibrary()
    {
        NativeForm.IsRequired();
        using var scratch = new Scratch();
        Assert.Contains($"ok       audio callback: {OwnRuntime}", Cli.Run(["doctor"], TinyHome.In(scratch)).Output);
    }

    /// <summary>The program in another folder, with another library or none; what is large is linked.</summary>
    private static string CopyOfTheProgram(Scratch scratch, byte[]? library)
    {
        Directory.CreateDirectory(scratch.Path("program"));
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(file);
            if (name == Path.GetFileName(NativeCallback.DefaultPath)) continue;

            if (name.StartsWith("LivePerformer", StringComparison.Ordinal))
                scratch.Write($"program/{name}", File.ReadAllBytes(file));
            else
                File.CreateSymbolicLink(scratch.Path($"program/{name}"), file);
        }

        if (library is not null) scratch.Write($"program/{Path.GetFileName(NativeCallback.DefaultPath)}", library);
        return scratch.Path("program");
    }
}
