using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Reads a recording as data to learn from: one that was cut off is refused, for its notes would be heard as silence.</summary>
internal static class WholeSound
{
    private const int Block = 1 << 15;

    /// <returns>One channel at <see cref="SoundData.SampleRate"/>.</returns>
    /// <exception cref="LivePerformerException">The file cannot be read, or was cut off.</exception>
    public static float[] Read(string path, CancellationToken stop) => Read(path, 0, long.MaxValue, stop);

    /// <summary>The same of a part.</summary>
    /// <param name="from">Frames of the file that come before.</param>
    /// <param name="frames">At most so many of the file.</param>
    /// <exception cref="LivePerformerException">As above; what comes after the part is not looked at.</exception>
    public static float[] Read(string path, long from, long frames, CancellationToken stop)
    {
        using SoundFile file = SoundFile.Open(path);
        var resampler = new Resampler(file.SampleRate, SoundData.SampleRate);
        float[] block = new float[Block], resampled = new float[Math.Max(resampler.MostFrom(Block), resampler.MostFlushed)];
        var parts = new List<float[]>();
        for (long left = from; Next(left) is > 0 and int got; left -= got) { }
        for (long left = frames; Next(left) is > 0 and int got; left -= got) parts.Add(resampled[..resampler.Process(block.AsSpan(0, got), resampled)]);

        parts.Add(resampled[..resampler.Flush(resampled)]);
        if (file.IsCutOff) throw new LivePerformerException($"'{path}' was cut off: it ends before its header says. Copy or download it again.");

        float[] sound = new float[parts.Sum(part => part.Length)];
        int at = 0;
        foreach (float[] part in parts)
        {
            part.CopyTo(sound, at);
            at += part.Length;
        }

        return sound;

        int Next(long left)
        {
            stop.ThrowIfCancellationRequested();
            return left == 0 ? 0 : file.ReadMono(block.AsSpan(0, (int)Math.Min(left, Block)));
        }
    }
}
