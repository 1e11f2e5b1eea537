using System.Runtime.CompilerServices;

namespace LivePerformer.Host.Tests;

/// <summary>The tests, and every program that they start, find no controls and no presets of whoever runs them.</summary>
internal static class OwnFolder
{
    [ModuleInitializer]
    internal static void Leave() => Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Path.Combine(Path.GetTempPath(), $"liveperformer-test-config-{Environment.ProcessId}"));
}
