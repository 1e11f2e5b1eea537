namespace LivePerformer.Music;

/// <summary>Where a recording is at its loudest.</summary>
public static class LoudestPassage
{
    /// <summary>Seconds.</summary>
    public const int Length = 8;

    /// <summary>The seconds, one beginning at each whole one, that together have the most power; all of a recording that is shorter.</summary>
    /// <param name="file">At its start; is read to its end.</param>
    /// <returns>One channel at the file's rate.</returns>
    /// <exception cref="SoundFileException">The file is damaged.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static float[] Of(SoundFile file, CancellationToken stop = default)
    {
        int second = file.SampleRate;
        var ring = new float[Length * second];
        var powers = new double[Length];
        float[] loudest = [];
        double most = 0;
        long read = 0;
        for (int slot = 0, count = second; count == second; slot = (slot + 1) % Length)
        {
            stop.ThrowIfCancellationRequested();
            Span<float> part = ring.AsSpan(slot * second, second);
            count = file.ReadMono(part);
            read += count;
            part[count..].Clear();
            powers[slot] = PowerOf(part);
            double power = powers.Sum();
            if (power <= most) continue;

            most = power;
            int oldest = (slot + 1) % Length * second;
            loudest = [.. ring.AsSpan(oldest), .. ring.AsSpan(0, oldest)];
        }

        return read < ring.Length ? ring[..(int)read] : loudest;
    }

    /// <summary>The same of a recording that is still to be heard: it is opened a second time, and stays where it is.</summary>
    /// <returns>Nothing of a pipe, which is heard but once.</returns>
    /// <inheritdoc cref="Of"/>
    public static float[] Ahead(SoundFile file, CancellationToken stop = default)
    {
        if (!file.IsLasting) return [];

        using SoundFile again = SoundFile.Open(file.Name);
        return Of(again, stop);
    }

    private static double PowerOf(ReadOnlySpan<float> sound)
    {
        double power = 0;
        foreach (float sample in sound) power += sample * sample;
        return power;
    }
}
