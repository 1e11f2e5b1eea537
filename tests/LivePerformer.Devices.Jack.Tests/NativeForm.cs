namespace LivePerformer.Devices.Jack.Tests;

/// <summary>The callback's library, which the build makes where it can be linked.</summary>
internal static class NativeForm
{
    /// <summary>The library's path.</summary>
    public static string IsRequired() => File.Exists(NativeCallback.DefaultPath)
        ? NativeCallback.DefaultPath
        : Requires.Missing("the callback as a library, which the build makes where clang is", "clang");
}
