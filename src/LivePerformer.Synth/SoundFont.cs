namespace LivePerformer.Synth;

/// <summary>A SoundFont 2 file in memory: recordings, and the presets that play them.</summary>
/// <remarks>Load on any thread; immutable afterwards, so that several synthesizers may share one. The recordings lie in
/// unmanaged memory, so that loading does not call the collector of a runtime in which sound is playing.</remarks>
public sealed class SoundFont : IDisposable
{
    private readonly Preset[] presets;
    private readonly Dictionary<int, Preset> byNumber = [];

    private int holders = 1;        // whoever loaded it, and every synthesizer that plays it
    private int disposed;

    internal SoundFont(string name, UnmanagedArray<float> samples, Preset[] presets)
    {
        Name = name;
        Memory = samples;
        this.presets = presets;
        foreach (Preset preset in presets) byNumber.TryAdd(Number(preset.Bank, preset.Program), preset);
    }

    /// <summary>The name that the file gives itself.</summary>
    public string Name { get; }

    public ReadOnlySpan<Preset> Presets => presets;

    /// <summary>How many synthesizers play it.</summary>
    public int Players => Volatile.Read(ref holders) - 1 + Volatile.Read(ref disposed);

    /// <summary>How much memory the recordings take.</summary>
    public long SampleBytes => Memory.Bytes;

    /// <summary>All recordings one behind the other, full scale -1 to 1.</summary>
    internal UnmanagedArray<float> Memory { get; }

    internal ReadOnlySpan<float> Samples => Memory.Span;

    /// <exception cref="SoundFontException">The file cannot be read, or is not a sound SoundFont 2 file.</exception>
    public static SoundFont Load(string path)
    {
        string file = Path.GetFileName(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 12, FileOptions.SequentialScan);
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
            using var reader = new SoundFontReader(stream, name);
            return reader.Read();
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

    /// <summary>The memory is given back as soon as no synthesizer plays it any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0) LetGo();
    }

    /// <summary>A synthesizer begins to play it.</summary>
    /// <exception cref="ObjectDisposedException">Its memory was given back.</exception>
    internal void Hold()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref holders);
            ObjectDisposedException.ThrowIf(seen == 0, this);
        }
        while (Interlocked.CompareExchange(ref holders, seen + 1, seen) != seen);
    }

    internal void LetGo()
    {
        if (Interlocked.Decrement(ref holders) == 0) Memory.Dispose();
    }

    private static int Number(int bank, int program) => (bank << 7) | program;
}
