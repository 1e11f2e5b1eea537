using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class StretchTests
{
    private static readonly int[] Song = PerformanceTokenizer.Encode(Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/pop909-331.mid"))));

    [Fact]
    public void MusicStretchedToTwiceAndBackIsTheMusic() =>
        Assert.Equal(Song, Stretched(Stretched(Song, 2), 0.5));

    [Fact]
    public void AFactorOfNearlyOneGoesTheWholeWayAndChangesNothing() =>
        Assert.Equal(Song, Stretched(Song, 1 + 1e-12));

    [Theory]
    [InlineData(0.95)]
    [InlineData(1.05)]
    public void EveryNoteKeepsItsPlaceItsPitchAndItsTouch(double factor)
    {
        List<Note> notes = PerformanceTokenizer.Decode(Song), stretched = PerformanceTokenizer.Decode(Stretched(Song, factor));

        Assert.InRange(stretched.Count, notes.Count - 2, notes.Count);   // a repetition within one step may become one note
        Assert.Equal(notes[^1].Onset.Seconds * factor, stretched[^1].Onset.Seconds, 0.011);
        if (stretched.Count == notes.Count)
            Assert.All(notes.OrderBy(n => n.Pitch).ThenBy(n => n.Onset).Zip(stretched.OrderBy(n => n.Pitch).ThenBy(n => n.Onset)), pair =>
            {
                Assert.Equal((pair.First.Pitch, pair.First.Velocity), (pair.Second.Pitch, pair.Second.Velocity));
                Assert.Equal(pair.First.Onset.Seconds * factor, pair.Second.Onset.Seconds, 0.00501);
            });
    }

    private static int[] Stretched(int[] tokens, double factor) =>
        PerformanceTokenizer.Encode(PerformanceTokenizer.Decode(tokens).Select(note => PieceEncoder.Stretched(note, factor)));
}
