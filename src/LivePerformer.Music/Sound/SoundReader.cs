namespace LivePerformer.Music;

/// <summary>What every kind of sound file can do.</summary>
/// <remarks>Single thread.</remarks>
internal abstract class SoundReader
{
    private const int LowestRate = 1000, HighestRate = 1_000_000, MostChannels = 1024;

    /// <summary>Frames per second.</summary>
    public int SampleRate { get; private protected init; }

    public int Channels { get; private protected init; }

    /// <summary>-1 where the file does not say.</summary>
    public long Frames { get; private protected init; }

    /// <summary>The file ended before its header had promised; may be known only when all was read.</summary>
    public bool IsCutOff { get; private protected set; }

    /// <summary>Fills whole frames, fewer than asked for only at the end.</summary>
    /// <param name="interleaved">A whole number of frames.</param>
    /// <returns>Frames.</returns>
    public abstract int Read(Span<float> interleaved);

    /// <exception cref="SoundFileException">No sound is like that.</exception>
    private protected static void CheckShape(string name, long sampleRate, int channels)
    {
        if (sampleRate is < LowestRate or > HighestRate)
            throw new SoundFileException(name, $"claims {sampleRate} samples a second, which no recording has. It is damaged: export or copy it again.");
        if (channels is < 1 or > MostChannels)
            throw new SoundFileException(name, $"claims {channels} channels, which no recording has. It is damaged: export or copy it again.");
    }
}
