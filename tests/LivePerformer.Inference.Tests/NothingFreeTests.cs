using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

/// <summary>The human holds every key that the steering wants: there is nothing to play, which is no fault.</summary>
public class NothingFreeTests
{
    private static readonly int[] Wanted = [60, 67];

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void ItWaitsAndPlaysOnWhenAKeyIsFree(string kind)
    {
        Assert.True(PitchClasses.TryParse("C G", out PitchClasses chord));
        var steering = new Steering { Chord = chord, Lowest = new(60), Highest = new(67) };
        using var table = new Table(new ImproviserOptions { Together = true, Steering = steering }, kind: kind);
        foreach (int pitch in Wanted) Key(1, pitch, 70);
        table.Improviser.Begin(TimePoint.FromSeconds(1));
        Assert.Empty(table.Play(1));
        Assert.Null(table.Improviser.Fault);
        Assert.Empty(table.Play(1));

        Key(2, 60, 0);
        table.Improviser.TakeBack(TimePoint.FromSeconds(2), TimePoint.FromSeconds(2));
        List<NoteEvent> notes = table.Play(9);
        Assert.Null(table.Improviser.Fault);
        Assert.Equal(9, notes.Count);
        Assert.All(notes, note => Assert.Equal(60, note.Pitch.Number));
        Assert.InRange(notes[0].Time.Seconds, 2, 4);

        void Key(double time, int pitch, byte velocity) => table.Improviser.Hear(new NoteEvent(TimePoint.FromSeconds(time), new Pitch(pitch), velocity));
    }

    [Fact]
    public void TonesOutsideTheRegisterAreRefused()
    {
        using var table = new Table();
        Assert.True(PitchClasses.TryParse("C", out PitchClasses chord));
        var fault = Assert.Throws<ModelException>(() => table.Improviser.Steering = new() { Chord = chord, Lowest = new(61), Highest = new(71) });
        Assert.Contains("tones C", fault.Message);
    }
}
