using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

/// <summary>Looks at the events of one answer from outside: could two hands have been told to play this?</summary>
internal static class Hands
{
    public static void Check(IReadOnlyList<NoteEvent> answer, PlayLimits limits, bool mustEnd, IReadOnlySet<Pitch>? taken = null)
    {
        var held = new Dictionary<Pitch, TimePoint>();
        var onsets = new List<TimePoint>();
        for (int i = 0; i < answer.Count; i++)
        {
            NoteEvent note = answer[i];
            Assert.True(i == 0 || note.Time >= answer[i - 1].Time, "events leave in order of time");
            if (!note.IsOn)
            {
                Assert.True(held.Remove(note.Pitch, out TimePoint struck), "only what sounds is ended");
                bool byHuman = taken?.Contains(note.Pitch) ?? false;   // who takes a key may do so at once
                Assert.InRange(note.Time - struck, TimeSpan.FromMilliseconds(byHuman ? 0 : 10), limits.LongestNote);
                continue;
            }

            Assert.True(held.TryAdd(note.Pitch, note.Time), "no key is struck twice");
            Assert.InRange(note.Pitch.Number, limits.Lowest.Number, limits.Highest.Number);
            Assert.InRange(note.Velocity, 1, 127);
            Assert.InRange(held.Count, 1, limits.Polyphony);
            // A second more than the longest rest: where the notes of a second are counted, the last may have to wait for it.
            if (onsets.Count > 0) Assert.InRange(note.Time - onsets[^1], TimeSpan.Zero, limits.LongestRest + TimeSpan.FromSeconds(1));
            onsets.Add(note.Time);
            int crowd = onsets.Count(onset => onset > note.Time - TimeSpan.FromSeconds(1));
            Assert.InRange(crowd, 1, limits.NotesPerSecond);
        }

        if (mustEnd) Assert.Empty(held);
    }
}
