using FsCheck;
using FsCheck.Fluent;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>Random music: notes on the grid, and keys and pedals as restless hands would move them.</summary>
public static class Playing
{
    /// <summary>Notes on the 10 ms grid in which a pitch ends before it is struck again, touched at the middle of a
    /// velocity bin; the first begins at zero.</summary>
    public static Arbitrary<Note[]> Phrase()
    {
        Gen<(int Gap, int Length, int Pitch, int Bin)> note =
            from gap in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 30), Gen.Choose(0, 500))
            from length in Gen.OneOf(Gen.Choose(1, 3), Gen.Choose(1, 300))
            from pitch in Gen.OneOf(Gen.Choose(58, 64), Gen.Choose(0, 127))
            from bin in Gen.Choose(0, 31)
            select (gap, length, pitch, bin);
        return note.ListOf().Select(OnTheGrid).ToArbitrary();
    }

    /// <summary>Keys and pedals at any moment, in order of time; few pitches and small gaps, so that every rule is met.</summary>
    public static Arbitrary<PerformanceEvent[]> Events()
    {
        Gen<(int What, int Value, int Gap)> move =
            from what in Gen.Choose(0, 8)
            from value in Gen.Choose(0, 127)
            from gap in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 30_000), Gen.Choose(0, 200_000), Gen.Choose(0, 30_000_000))
            select (what, value, gap);
        return move.ListOf().Select(moves =>
        {
            var events = new List<PerformanceEvent>();
            var now = TimePoint.FromSeconds(5);
            foreach ((int what, int value, int gap) in moves)
            {
                now += new TimeSpan(gap);
                var pitch = new Pitch(60 + (what % 4));
                events.Add(
                    what == 8 ? new(new ControlChange(now, value < 3 ? ControlChange.AllNotesOff : ControlChange.Sustain, (byte)value))
                    : new(new NoteEvent(now, pitch, what < 4 ? (byte)Math.Max(1, value) : (byte)0)));
            }

            return events.ToArray();
        }).ToArbitrary();
    }

    public static Arbitrary<int[]> Tokens() => Gen.Choose(0, Vocabulary.Size - 1).ArrayOf().ToArbitrary();

    private static Note[] OnTheGrid(IEnumerable<(int Gap, int Length, int Pitch, int Bin)> chosen)
    {
        var notes = new List<Note>();
        var free = new int[Pitch.Count];
        int step = 0;
        foreach ((int gap, int length, int pitch, int bin) in chosen)
        {
            if (notes.Count > 0) step += gap;
            if (free[pitch] > step) continue;
            free[pitch] = step + length;
            notes.Add(new(TimePoint.Zero + (step * Vocabulary.Step), length * Vocabulary.Step, new Pitch(pitch), Vocabulary.VelocityOf(bin)));
        }

        return [.. notes.OrderBy(n => n.Onset).ThenBy(n => n.Pitch)];
    }
}
