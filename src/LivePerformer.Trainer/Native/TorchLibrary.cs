using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Makes Torch's native library loadable on Linux systems whose C++ runtime is a little older than it asks for.</summary>
public static class TorchLibrary
{
    /// <summary>
    /// The version libLibTorchSharp.so 0.107.0 asks for. Its one symbol, <c>std::ios_base_library_init()</c>, is never
    /// called by it, so the wish may be made weak; GCC 13's libstdc++ has it, Debian 12's (GCC 12) has not.
    /// </summary>
    public const string NewestVersion = "GLIBCXX_3.4.32";

    private static readonly Lock gate = new();
    private static bool ready;

    /// <summary>Mends the library beside the program where needed; call before the first use of Torch. Safe to call often.</summary>
    /// <exception cref="LivePerformerException">The library needs mending and its folder cannot be written.</exception>
    public static void Prepare()
    {
        lock (gate)
        {
            if (ready) return;

            string library = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
            if (OperatingSystem.IsLinux() && File.Exists(library) && !RuntimeOffers(NewestVersion)) MendFile(library);
            ready = true;
        }
    }

    /// <summary>Makes the wish for <see cref="NewestVersion"/> weak in a library file; false when there was nothing to do.</summary>
    public static bool MendFile(string library)
    {
        byte[] elf = File.ReadAllBytes(library);
        if (!ElfVersionNeeds.Read(elf).Contains((NewestVersion, false))) return false;

        ElfVersionNeeds.SetWeak(elf, NewestVersion, weak: true);
        string mended = $"{library}.{Environment.ProcessId}";
        try
        {
            File.WriteAllBytes(mended, elf);
            File.Move(mended, library, overwrite: true);   // another process may have the old file mapped: replace, never rewrite
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException(
                $"This system's libstdc++ is older than '{library}' asks for ({NewestVersion}), and its folder cannot be "
                + "written to mend that. Build into a writable folder, or use a newer distribution (GCC 13 or later).", e);
        }
        Console.Error.WriteLine($"note: mended {Path.GetFileName(library)}: {NewestVersion} made optional, as this system's libstdc++ is older.");
        return true;
    }

    /// <summary>Whether the C++ runtime this process runs on offers a symbol version.</summary>
    public static bool RuntimeOffers(string version)
    {
        // CoreCLR itself is linked to libstdc++, so the file in use is among the mapped ones.
        string? runtime = File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.IndexOf('/') is var at and >= 0 ? at : line.Length)..])
            .FirstOrDefault(path => path.Contains("libstdc++.so"));
        return runtime is not null && File.Exists(runtime)
            && File.ReadAllBytes(runtime).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(version + "\0")) >= 0;
    }
}
