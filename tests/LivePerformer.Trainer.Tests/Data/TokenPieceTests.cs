using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class TokenPieceTests
{
    private static readonly TokenPiece Song = Piece(PerformanceTokenizer.Encode(Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/pop909-331.mid")))));

    [Fact]
    public void MusicStretchedToTwiceAndBackIsTheMusic() =>
        Assert.Equal(Song.Tokens, (Song with { Tokens = Song.Stretched(2) }).Stretched(0.5));

    [Fact]
    public void AFactorOfNearlyOneGoesTheWholeWayAndChangesNothing() =>
        Assert.Equal(Song.Tokens, Song.Stretched(1 + 1e-12));

    [Theory]
    [InlineData(0.95)]
    [InlineData(1.05)]
    public void EveryNoteKeepsItsPlaceItsPitchAndItsTouch(double factor)
    {
        List<Note> notes = Decoded(Song.Tokens), stretched = Decoded(Song.Stretched(factor));

        Assert.InRange(stretched.Count, notes.Count - 2, notes.Count);   // a repetition within one step may become one note
        Assert.Equal(notes[^1].Onset.Seconds * factor, stretched[^1].Onset.Seconds, 0.011);
        if (stretched.Count == notes.Count)
            Assert.All(notes.OrderBy(n => n.Pitch).ThenBy(n => n.Onset).Zip(stretched.OrderBy(n => n.Pitch).ThenBy(n => n.Onset)), pair =>
            {
                Assert.Equal((pair.First.Pitch, pair.First.Velocity), (pair.Second.Pitch, pair.Second.Velocity));
                Assert.Equal(pair.First.Onset.Seconds * factor, pair.Second.Onset.Seconds, 0.00501);
            });
    }

    [Fact]
    public void NoFactorTurnsTimeAround() => Assert.Throws<ArgumentOutOfRangeException>(() => Song.Stretched(0));

    private static List<Note> Decoded(ushort[] tokens) => PerformanceTokenizer.Decode(Array.ConvertAll(tokens, token => (int)token));

    private static TokenPiece Piece(int[] tokens) => new("x", [.. tokens.Select(token => (ushort)token)], 0, 0);
}
