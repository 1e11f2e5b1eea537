using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>Hears a note where a sample is 0.5 or more, and tells it so many samples later: a key for each strike, upwards,
/// which comes up where a sample is -0.5 or less.</summary>
internal sealed class ScriptedDetector(int sampleRate, int delay = 2_400) : INoteDetector
{
    private readonly Queue<(long At, bool IsOn)> found = new();
    private long heard;
    private int strikes, sounding;

    public int SampleRate => sampleRate;

    public TimeSpan Delay => TimeSpan.FromSeconds((double)delay / sampleRate);

    /// <summary>At this sample it fails; counted since it was made or began anew.</summary>
    public long FailsAt { get; set; } = long.MaxValue;

    public int Resets { get; private set; }

    public long Heard => heard;

    /// <summary>What it was primed with.</summary>
    public float[] Primed { get; private set; } = [];

    public void Prime(ReadOnlySpan<float> samples) => Primed = samples.ToArray();

    public void Hear(ReadOnlySpan<float> samples, INotesTold told)
    {
        foreach (float sample in samples)
        {
            if (heard == FailsAt) throw new InvalidOperationException("the detector fell over.");
            if (Math.Abs(sample) >= 0.5f) found.Enqueue((heard, sample > 0));
            heard++;
            while (found.TryPeek(out var next) && next.At + delay <= heard) Tell(found.Dequeue(), told);
        }
    }

    public void Finish(INotesTold told)
    {
        while (found.TryDequeue(out var next)) Tell(next, told);
        if (sounding > 0) Tell((heard, false), told);
    }

    public void Reset()
    {
        Resets++;
        heard = 0;
        sounding = 0;
        found.Clear();
    }

    private void Tell((long At, bool IsOn) found, INotesTold told)
    {
        TimePoint time = TimePoint.FromFrame(found.At, sampleRate);
        if (found.IsOn) told.Note(new(time, new Pitch(sounding = 60 + (strikes++ % 12)), 90));
        else told.Note(new(time, new Pitch(sounding), 0));
        if (!found.IsOn) sounding = 0;
    }
}
