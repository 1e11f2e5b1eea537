using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace LivePerformer.Install.Tests;

/// <summary>One run of a script: what it said, and how it ended.</summary>
/// <param name="ExitCode">What the script passed to exit.</param>
/// <param name="Output">Lines the script wrote to the console.</param>
/// <param name="Error">Lines the script wrote to the console's error stream.</param>
public sealed record ScriptRun(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    /// <summary>Runs a PowerShell script in a hosted engine that has the core commands and no module; PATH and the console are swapped meanwhile, so runs must not overlap.</summary>
    public static ScriptRun Start(string script, IReadOnlyDictionary<string, string?> environment, params (string Name, object Value)[] parameters)
    {
        TextWriter console = Console.Out;
        TextWriter consoleError = Console.Error;
        Dictionary<string, string?> before = environment.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        using StringWriter output = new();
        using StringWriter error = new();
        try
        {
            foreach ((string name, string? value) in environment)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            Console.SetOut(output);
            Console.SetError(error);
            int exitCode = Run(script, parameters);
            return new ScriptRun(exitCode, Lines(output.ToString()), Lines(error.ToString()));
        }
        finally
        {
            Console.SetOut(console);
            Console.SetError(consoleError);
            foreach ((string name, string? value) in before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }

    static int Run(string script, (string Name, object Value)[] parameters)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand(script);
        foreach ((string name, object value) in parameters)
        {
            shell.AddParameter(name, value);
        }

        shell.Invoke();
        object? exitCode = runspace.SessionStateProxy.GetVariable("LASTEXITCODE");
        return exitCode as int? ?? throw new InvalidOperationException("the script ended without an exit code");
    }

    /// <summary>The lines that are not blank, trimmed.</summary>
    public static IReadOnlyList<string> Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
