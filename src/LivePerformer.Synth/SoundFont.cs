namespace LivePerformer.Synth;

/// <summary>A SoundFont 2 file in memory: recordings, and the presets that play them.</summary>
/// <remarks>Load on any thread; immutable afterwards, so that several synthesizers may share one.</remarks>
public sealed class SoundFont
{
    private readonly Preset[] presets;
    private readonly Dictionary<int, Preset> byNumber = [];

    internal SoundFont(string name, float[] samples, Preset[] presets)
    {
        Name = name;
        Samples = samples;
        this.presets = presets;
        foreach (Preset preset in presets) byNumber.TryAdd(Number(preset.Bank, preset.Program), preset);
    }

    /// <summary>The name that the file gives itself.</summary>
    public string Name { get; }

    public ReadOnlySpan<Preset> Presets => presets;

    /// <summary>All recordings one behind the other, full scale -1 to 1.</summary>
    internal float[] Samples { get; }

    /// <exception cref="SoundFontException">The file cannot be read, or is not a sound SoundFont 2 file.</exception>
    public static SoundFont Load(string path)
    {
        string file = Path.GetFileName(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return Read(stream, file);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SoundFontException(path, "there is no such file", "Check the name, or use the piano under models/pianos.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new SoundFontException(path, "it is a folder or may not be read", "Name a .sf2 file that this user may read.", fault);
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or NotSupportedException)
        {
            throw new SoundFontException(path, $"reading failed ({fault.Message})", "Check the disk and the name.", fault);
        }
    }

    /// <param name="stream">Read from its position; must know its length.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="SoundFontException">Not a sound SoundFont 2 file.</exception>
    public static SoundFont Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return new SoundFontReader(stream, name).Read();
        }
        catch (EndOfStreamException fault)
        {
            throw new SoundFontException(name, "it ends too early", SoundFontException.OtherFile, fault);
        }
        catch (OutOfMemoryException fault)
        {
            throw new SoundFontException(name, "it does not fit into memory", "Choose a smaller font.", fault);
        }
    }

    /// <summary>The preset of that number, else the nearest that a player would accept: bank 0, then the first.</summary>
    public Preset Find(int bank, int program) =>
        byNumber.TryGetValue(Number(bank, program), out Preset? preset) || byNumber.TryGetValue(Number(0, program), out preset)
            ? preset
            : presets[0];

    private static int Number(int bank, int program) => (bank << 7) | program;
}
