using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>A recording in the microphone's place, read as it is heard.</summary>
/// <remarks>One thread. What is behind its end is exactly nothing.</remarks>
internal sealed class FileSound : ISoundSource, IDisposable
{
    private const int Piece = 4096;     // frames of the file

    private readonly SoundFile file;
    private readonly Resampler? resampler;
    private readonly float[] read = new float[Piece];
    private readonly float[] ready;     // at the device's rate
    private int first, count;
    private bool isAtEnd;
    private long length;

    /// <exception cref="LivePerformerException">It is absent, or no sound that can be read.</exception>
    public FileSound(string path, int sampleRate)
    {
        file = SoundFile.Open(path);
        if (file.SampleRate != sampleRate) resampler = new Resampler(file.SampleRate, sampleRate);
        ready = new float[resampler is null ? Piece : Math.Max(resampler.MostFrom(Piece), resampler.MostFlushed)];
        Expected = file.Frames < 0 ? null : Resampler.CountOf(file.Frames, file.SampleRate, sampleRate);
    }

    /// <summary>Whether the name is that of a recording.</summary>
    public static bool IsFile(string path) =>
        path.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".flac", StringComparison.OrdinalIgnoreCase);

    /// <summary>How long it should be, in frames of the device; null where nothing tells.</summary>
    public long? Expected { get; }

    /// <summary>How long it was, once all of it was heard; null before.</summary>
    public long? Length => isAtEnd && count == 0 ? length : null;

    public void Fill(Span<float> sound, long frame)
    {
        while (!sound.IsEmpty)
        {
            if (count == 0 && !TryRead()) break;

            int taken = Math.Min(count, sound.Length);
            ready.AsSpan(first, taken).CopyTo(sound);
            sound = sound[taken..];
            (first, count, length) = (first + taken, count - taken, length + taken);
        }

        sound.Clear();
    }

    public void Dispose() => file.Dispose();

    private bool TryRead()
    {
        while (count == 0 && !isAtEnd)
        {
            int frames = file.ReadMono(read);
            isAtEnd = frames == 0;
            first = 0;
            if (resampler is not null) count = isAtEnd ? resampler.Flush(ready) : resampler.Process(read.AsSpan(0, frames), ready);
            else read.AsSpan(0, count = frames).CopyTo(ready);
        }

        return count > 0;
    }
}
