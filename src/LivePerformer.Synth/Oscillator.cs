namespace LivePerformer.Synth;

/// <summary>Reads a recording at any speed, around its loop, through a cubic (Hermite) curve over four frames.</summary>
/// <remarks>The position is counted in frames with 32 binary digits behind the point, so that it does not depend on how
/// the caller slices time.</remarks>
internal struct Oscillator
{
    private const long One = 1L << 32;
    private const float Fraction = 1f / One;

    private UnmanagedArray<float> samples;      // kept, so that it is not finalized while we read
    private int start, end, loopStart, loopEnd;
    private long position;
    private bool loops;
    private bool hasLooped;

    public void Start(UnmanagedArray<float> samples, int start, int end, int loopStart, int loopEnd, bool loops)
    {
        this.samples = samples;
        this.start = Math.Clamp(start, 0, samples.Length);
        this.end = Math.Clamp(end, this.start, samples.Length);
        this.loopStart = Math.Clamp(loopStart, this.start, this.end);
        this.loopEnd = Math.Clamp(loopEnd, this.loopStart, this.end);
        this.loops = loops && this.loopEnd > this.loopStart;
        hasLooped = false;
        position = (long)this.start << 32;
    }

    /// <summary>Leaves the loop at its next end and plays on to the end of the recording.</summary>
    public void LeaveLoop() => loops = false;

    /// <summary>Fills the sound; false when the recording ended, and the rest of it is silent.</summary>
    /// <param name="speed">Frames of the recording per frame of sound, at most 1,024.</param>
    public bool Fill(Span<float> sound, double speed)
    {
        long step = Math.Max(1, (long)(Math.Clamp(speed, 0, 1024) * One));
        int at = 0;
        while (at < sound.Length)
        {
            int limit = loops ? loopEnd : end;
            int index = (int)(position >> 32);
            if (index >= limit)
            {
                if (!loops)
                {
                    sound[at..].Clear();
                    return false;
                }

                long length = (long)(loopEnd - loopStart) << 32;
                position = ((long)loopStart << 32) + ((position - ((long)loopStart << 32)) % length);
                hasLooped = true;
                continue;
            }

            // From here all four frames lie side by side as long as the third one behind is before the limit.
            int lowest = hasLooped && loops ? loopStart : start;
            long inside = ((long)(limit - 2) << 32) - position;
            if (index > lowest && inside > 0)
            {
                int count = (int)Math.Min(sound.Length - at, ((inside - 1) / step) + 1);
                Straight(sound.Slice(at, count), step);
                at += count;
            }
            else
            {
                sound[at++] = Curve(Tap(index - 1, lowest, limit), Tap(index, lowest, limit), Tap(index + 1, lowest, limit),
                    Tap(index + 2, lowest, limit), (uint)position * Fraction);
                position += step;
            }
        }

        return true;
    }

    private unsafe void Straight(Span<float> sound, long step)
    {
        long at = position;
        float* frames = samples.Pointer;
        fixed (float* target = sound)
        {
            for (int i = 0; i < sound.Length; i++)
            {
                float* frame = frames + (at >> 32) - 1;
                target[i] = Curve(frame[0], frame[1], frame[2], frame[3], (uint)at * Fraction);
                at += step;
            }
        }

        position = at;
    }

    private readonly float Tap(int index, int lowest, int limit)
    {
        if (loops)
        {
            int length = loopEnd - loopStart;
            while (index >= limit) index -= length;
            if (index < lowest) index = hasLooped ? Math.Max(index + length, lowest) : lowest;
            return samples.Span[index];
        }

        return index >= limit ? 0 : samples.Span[Math.Max(index, lowest)];
    }

    private static float Curve(float before, float from, float to, float after, float x)
    {
        float slope = 0.5f * (to - before);
        float square = before - (2.5f * from) + (2 * to) - (0.5f * after);
        float cube = (0.5f * (after - before)) + (1.5f * (from - to));
        return (((((cube * x) + square) * x) + slope) * x) + from;
    }
}
