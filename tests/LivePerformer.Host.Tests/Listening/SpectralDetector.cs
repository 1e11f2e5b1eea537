using LivePerformer.Core;

namespace LivePerformer.Host.Tests;

/// <summary>Finds single notes of a piano, one after the other, by what became louder: a detector for tests of the line, and no
/// transcriber.</summary>
/// <remarks>A note begins where the level rises; 60 ms later its key is the one whose tone and first partials grew most. It
/// ends where the level of its tone has fallen to a tenth.</remarks>
internal sealed class SpectralDetector : INoteDetector
{
    private const int Lowest = 48, Highest = 96;
    private const double Rise = 2, Quietest = 0.0004;      // of the level, as a factor and against full scale
    private const int Before = 6, After = 6, Between = 10;  // hops of 10 ms: what is compared, and the least from note to note

    private readonly int hop;
    private readonly List<float> sound = [];                // from the first sample on; tests are short
    private readonly List<double> levels = [];
    private int onset = -Between;       // hop
    private bool awaited;
    private int sounding = -1;
    private double strength;

    public SpectralDetector(int sampleRate)
    {
        SampleRate = sampleRate;
        hop = sampleRate / 100;
    }

    public int SampleRate { get; }

    public TimeSpan Delay => TimeSpan.FromMilliseconds(10 * (After + 2));

    public void Hear(ReadOnlySpan<float> samples, INotesTold told)
    {
        foreach (float sample in samples)
        {
            sound.Add(sample);
            if (sound.Count % hop == 0) Look(told);
        }
    }

    public void Finish(INotesTold told)
    {
        if (sounding >= 0) told.Note(new(TimeOf(levels.Count), new Pitch(sounding), 0));
        sounding = -1;
    }

    public void Reset()
    {
        sound.Clear();
        levels.Clear();
        onset = -Between;
        awaited = false;
        sounding = -1;
    }

    private void Look(INotesTold told)
    {
        int now = levels.Count;
        double power = 0;
        for (int i = Math.Max(1, now * hop); i < (now + 1) * hop; i++) power += Math.Pow(sound[i] - sound[i - 1], 2);      // a hammer is brighter than a string
        levels.Add(Math.Sqrt(power / hop));
        if (awaited && now == onset + After) Name(told);
        if (now >= onset + Between && levels[now] > Quietest && levels[now] > Rise * Usual(now)) (onset, awaited) = (now, true);
        if (sounding >= 0 && !awaited && Tone(now - 3, 4, sounding) < strength / 10) Finish(told);
    }

    private double Usual(int now)
    {
        double most = 0;
        for (int i = Math.Max(0, now - 4); i < now - 1; i++) most = Math.Max(most, levels[i]);
        return most;
    }

    private void Name(INotesTold told)
    {
        awaited = false;
        int key = Enumerable.Range(Lowest, Highest - Lowest + 1).MaxBy(Growth);
        if (sounding >= 0) told.Note(new(TimeOf(onset), new Pitch(sounding), 0));
        sounding = key;
        strength = Tone(onset, After, key);
        double loud = 20 * Math.Log10(levels.Skip(onset).Max());
        told.Note(new(TimeOf(onset), new Pitch(key), (byte)Math.Clamp(150 + (2 * loud), 20, 127)));
    }

    private double Growth(int key) => Grown(key, 1) + (0.9 * Grown(key, 2)) + (0.8 * Grown(key, 3)) + (0.7 * Grown(key, 4));

    private double Grown(int key, int partial) => Math.Max(0, Tone(onset, After, key, partial) - Tone(onset - Before, Before, key, partial));

    /// <summary>The size of a tone within some hops (Goertzel).</summary>
    private double Tone(int first, int count, int key, int partial = 1)
    {
        double hertz = partial * 440 * Math.Pow(2, (key - 69) / 12.0), twice = 2 * Math.Cos(2 * Math.PI * hertz / SampleRate), one = 0, two = 0;
        int from = Math.Max(0, first) * hop, to = Math.Min(sound.Count, (first + count) * hop);
        for (int i = from; i < to; i++)
        {
            double shape = 0.5 - (0.5 * Math.Cos(2 * Math.PI * (i - from) / (to - from)));
            (one, two) = ((shape * sound[i]) + (twice * one) - two, one);
        }

        return to <= from ? 0 : Math.Sqrt(Math.Max(0, (one * one) + (two * two) - (twice * one * two))) / (to - from);
    }

    private TimePoint TimeOf(int hops) => TimePoint.FromFrame((long)hops * hop, SampleRate);
}
