using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class SoundingNotesTests
{
    /// <summary>The pedal applied before the encoding, and by it, is the same.</summary>
    [Property(Arbitrary = [typeof(Playing)], MaxTest = 500)]
    public void TokensOfTheSoundingNotesAreTheTokensOfTheEvents(PerformanceEvent[] events) =>
        Assert.Equal(PerformanceTokenizer.Encode(events), PerformanceTokenizer.Encode(SoundingNotes.Of(events)));

    [Theory]
    [InlineData("pop909-098.mid")]
    [InlineData("pop909-331.mid")]
    [InlineData("pedalled.mid")]
    public void SoItIsForWholeFiles(string file)
    {
        Performance played = Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/" + file)));

        Assert.Equal(PerformanceTokenizer.Encode(played), PerformanceTokenizer.Encode(SoundingNotes.Of(played.Events)));
    }

    [Fact]
    public void ANoteLastsUntilThePedalLetsGoOrItsKeyIsStruckAgain()
    {
        Pitch c = new(60), e = new(64);
        PerformanceEvent[] events =
        [
            new(new ControlChange(Second(0), ControlChange.Sustain, 127)),
            new(new NoteEvent(Second(1), c, 80)), new(new NoteEvent(Second(2), c, 0)),
            new(new NoteEvent(Second(3), e, 70)), new(new NoteEvent(Second(4), e, 0)),
            new(new NoteEvent(Second(5), c, 60)),
            new(new ControlChange(Second(7), ControlChange.Sustain, 0)),
            new(new NoteEvent(Second(9), c, 0)),
        ];

        Assert.Equal([new Note(Second(1), Seconds(4), c, 80), new Note(Second(3), Seconds(4), e, 70), new Note(Second(5), Seconds(4), c, 60)], SoundingNotes.Of(events));

        static TimePoint Second(double at) => TimePoint.FromSeconds(at);
        static TimeSpan Seconds(double length) => TimeSpan.FromSeconds(length);
    }
}
