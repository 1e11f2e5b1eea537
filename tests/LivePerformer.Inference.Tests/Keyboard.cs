using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

/// <summary>A human of seeded habits: strikes, holds and releases keys, and now and then a pedal, in order of time.</summary>
internal sealed class Keyboard(ulong seed, double start = 0)
{
    private readonly Dice dice = new(seed);

    public HashSet<int> Held { get; } = [];

    public TimePoint Now { get; private set; } = TimePoint.FromSeconds(start);

    public void Wait(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>A key goes down (two times of three) or comes up, a little later than the last event.</summary>
    public NoteEvent Move(double mostSeconds = 0.2)
    {
        Wait(dice.NextUnit() * mostSeconds);
        if (Held.Count > 0 && (Held.Count > 8 || dice.Next() % 3 == 0))
        {
            int up = Held.Order().ElementAt((int)(dice.Next() % (ulong)Held.Count));
            Held.Remove(up);
            return new(Now, new Pitch(up), 0);
        }

        int down = 30 + (int)(dice.Next() % 60);
        while (!Held.Add(down)) down = 30 + (int)(dice.Next() % 60);
        return new(Now, new Pitch(down), (byte)(1 + (dice.Next() % 127)));
    }

    public NoteEvent? Release()
    {
        if (Held.Count == 0) return null;

        int up = Held.Min();
        Held.Remove(up);
        return new(Now, new Pitch(up), 0);
    }
}
