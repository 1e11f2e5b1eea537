using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

[Collection(nameof(Alone))]
public sealed class KeyAllocationTests
{
    [Fact]
    public void ListeningForTheKeyDoesNotAllocate()
    {
        var estimate = new KeyEstimate();
        int found = 0;
        for (int i = 0; i < 2_000; i++) PassOneNote(i);       // warm up
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 2_000; i++) PassOneNote(i);

        Assert.Equal(0, before.SoFar);
        Assert.Equal(4_000, found);

        void PassOneNote(int number)
        {
            var note = new NoteEvent(TimePoint.FromSeconds(number), new Pitch(60 + (number % 8)), 80);
            estimate.Hear(note);
            estimate.Hear(note with { Time = note.Time + TimeSpan.FromSeconds(0.5), Velocity = 0 });
            if (estimate.TryFind(out _, out _)) found++;
            _ = estimate.Standardization.Back(estimate.Standardization.Apply(note));
        }
    }
}
