using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>How many different pitches sound at once.</summary>
/// <remarks>Time is weighed exactly, not sampled: on notes of the 10 ms grid this is what muspy counts at a resolution of
/// 10 ms. A pitch that sounds twice at once counts once.</remarks>
public static class Polyphony
{
    /// <summary>The mean number of pitches over the time in which at least one sounds; null where nothing sounds.</summary>
    /// <remarks>muspy's polyphony.</remarks>
    public static double? Mean(IReadOnlyCollection<Note> notes)
    {
        long[] times = Times(notes);
        double sounding = times.Skip(1).Sum(), pitches = times.Select((time, count) => (double)time * count).Sum();
        return sounding > 0 ? pitches / sounding : null;
    }

    /// <summary>The share of the time from zero to the last offset in which more than <paramref name="threshold"/>
    /// pitches sound; null where there is no such time.</summary>
    /// <remarks>muspy's polyphony_rate; its "threshold: 2" too means more than two.</remarks>
    public static double? Rate(IReadOnlyCollection<Note> notes, int threshold = 2)
    {
        long[] times = Times(notes);
        double all = times.Sum();
        return all > 0 ? times.Skip(threshold + 1).Sum() / all : null;
    }

    // At each index, for how long (100 ns) so many pitches sound, from zero to the last offset.
    private static long[] Times(IReadOnlyCollection<Note> notes)
    {
        var times = new long[Pitch.Count + 1];
        var held = new int[Pitch.Count];
        long now = 0;
        int pitches = 0;
        foreach ((TimePoint time, int change, byte pitch) in notes
            .SelectMany(note => new[] { (Time: note.Onset, +1, note.Pitch.Number), (Time: note.Offset, -1, note.Pitch.Number) })
            .OrderBy(edge => edge.Time))
        {
            times[pitches] += Math.Max(0, time.Ticks - now);
            now = Math.Max(now, time.Ticks);
            bool sounded = held[pitch] > 0;
            held[pitch] += change;
            pitches += (held[pitch] > 0 ? 1 : 0) - (sounded ? 1 : 0);
        }

        return times;
    }
}
