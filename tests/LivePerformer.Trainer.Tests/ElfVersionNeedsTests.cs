using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LivePerformer.Trainer.Tests;

public sealed partial class ElfVersionNeedsTests
{
    private static string Library => Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    [Fact]
    public void VersionsAreThoseReadelfFinds()
    {
        Requires.Linux();
        string readelf = Requires.Tool("readelf", "binutils");
        using Process process = Process.Start(new ProcessStartInfo(readelf, ["-V", Library]) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        text = text[text.IndexOf(".gnu.version_r", StringComparison.Ordinal)..];
        (string, bool)[] expected = [.. Need().Matches(text).Select(m => (m.Groups[1].Value, m.Groups[2].Value.Contains("WEAK")))];

        Assert.NotEmpty(expected);
        Assert.Equal(expected, ElfVersionNeeds.Read(File.ReadAllBytes(Library)));
    }

    [Fact]
    public void OnlyTheFlagOfThatVersionChanges()
    {
        Requires.Linux();
        byte[] before = File.ReadAllBytes(Library);
        string version = ElfVersionNeeds.Read(before).First(need => !need.IsWeak).Version;
        byte[] after = [.. before];

        Assert.True(ElfVersionNeeds.SetWeak(after, version, weak: true));

        Assert.All(ElfVersionNeeds.Read(after).Zip(ElfVersionNeeds.Read(before)),
            pair => Assert.Equal(pair.Second with { IsWeak = pair.Second.IsWeak || pair.Second.Version == version }, pair.First));
        Assert.All(Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]), i => Assert.Equal(before[i] | 2, after[i]));
        Assert.False(ElfVersionNeeds.SetWeak(after, "GLIBCXX_9.9.9", weak: true));
    }

    [Fact]
    public void MendedFileIsReplacedOnceAndOnlyOnce()
    {
        Requires.Linux();
        string folder = Directory.CreateTempSubdirectory("liveperformer-elf-").FullName;
        try
        {
            // As the package brings it: the weak flag is cleared again where a build before this one has set it.
            byte[] elf = File.ReadAllBytes(Library);
            Assert.True(ElfVersionNeeds.SetWeak(elf, TorchLibrary.NewestVersion, weak: false));
            string copy = Path.Combine(folder, "libLibTorchSharp.so");
            File.WriteAllBytes(copy, elf);

            Assert.True(TorchLibrary.MendFile(copy));
            Assert.Contains((TorchLibrary.NewestVersion, true), ElfVersionNeeds.Read(File.ReadAllBytes(copy)));
            Assert.False(TorchLibrary.MendFile(copy));
            Assert.Equal([copy], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ this is another kind of program, and long enough to be looked at as if it were one of ours")]
    public void WhatIsNoLibraryIsRefused(string text) =>
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void LibraryCutShortIsRefused()
    {
        Requires.Linux();
        byte[] elf = File.ReadAllBytes(Library);

        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.Read(elf.AsSpan(0, elf.Length / 2)));
    }

    [GeneratedRegex(@"Name: (\S+)\s+Flags: (.*?)\s+Version: \d+")]
    private static partial Regex Need();
}
