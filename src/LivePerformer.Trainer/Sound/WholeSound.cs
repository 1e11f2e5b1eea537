using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Reads a recording as data to learn from: one that was cut off is refused, for its notes would be heard as silence.</summary>
internal static class WholeSound
{
    private const int Block = 1 << 15;

    /// <returns>One channel at <see cref="SoundData.SampleRate"/>.</returns>
    /// <exception cref="LivePerformerException">The file cannot be read, or was cut off.</exception>
    public static float[] Read(string path, CancellationToken stop)
    {
        using SoundFile file = SoundFile.Open(path);
        var resampler = new Resampler(file.SampleRate, SoundData.SampleRate);
        float[] block = new float[Block], resampled = new float[Math.Max(resampler.MostFrom(Block), resampler.MostFlushed)];
        var parts = new List<float[]>();
        for (int got = file.ReadMono(block); got > 0; got = file.ReadMono(block))
        {
            stop.ThrowIfCancellationRequested();
            parts.Add(resampled[..resampler.Process(block.AsSpan(0, got), resampled)]);
        }

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
    }
}
