using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>How long an instrument takes from a message to its sound; notes are sent that much earlier.</summary>
/// <remarks>A player piano needs longer for a soft note than for a loud one: a hammer that must be slow must start early.</remarks>
public sealed class LatencyProfile
{
    private readonly TimeSpan[] strikes = new TimeSpan[128];    // by velocity; 0 is the key coming up

    /// <summary>The same for every message.</summary>
    public LatencyProfile(TimeSpan output)
        : this([(64, output)], output)
    {
    }

    /// <param name="strikes">Delays at some velocities; between them lies a straight line, beyond them they stay.</param>
    /// <param name="release">Of a key coming up.</param>
    /// <exception cref="ArgumentException">No velocity at all.</exception>
    public LatencyProfile(IReadOnlyList<(int Velocity, TimeSpan Delay)> strikes, TimeSpan release)
    {
        if (strikes.Count == 0) throw new ArgumentException("At least one velocity is needed.", nameof(strikes));

        (int Velocity, TimeSpan Delay)[] known = [.. strikes.OrderBy(s => s.Velocity)];
        for (int velocity = 1; velocity < 128; velocity++) this.strikes[velocity] = Between(known, velocity);
        this.strikes[0] = release;
        Longest = this.strikes.Max();
        Longest = Longest > TimeSpan.Zero ? Longest : TimeSpan.Zero;
    }

    public static LatencyProfile None { get; } = new(TimeSpan.Zero);

    /// <summary>Of any message: what is planned later than this before it shall sound comes too late.</summary>
    public TimeSpan Longest { get; }

    /// <param name="velocity">0 for a key coming up.</param>
    public TimeSpan Of(int velocity) => strikes[velocity & 0x7F];

    /// <summary>When to send what shall sound at the note's time.</summary>
    public TimePoint SendTime(in NoteEvent note) => note.Time - strikes[note.Velocity & 0x7F];

    private static TimeSpan Between((int Velocity, TimeSpan Delay)[] known, int velocity)
    {
        int above = Array.FindIndex(known, k => k.Velocity >= velocity);
        if (above < 0) return known[^1].Delay;
        if (above == 0 || known[above].Velocity == velocity) return known[above].Delay;

        var (low, high) = (known[above - 1], known[above]);
        return low.Delay + ((high.Delay - low.Delay) * ((velocity - low.Velocity) / (double)(high.Velocity - low.Velocity)));
    }
}
