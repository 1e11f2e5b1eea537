using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class StandardizationTests
{
    [Fact]
    public void EveryKeyGoesTheShorterWayToCMajorOrAMinor()
    {
        foreach (MusicalKey key in MusicalKey.All)
        {
            var standard = new Standardization(key);

            Assert.InRange(standard.Semitones, -6, 5);
            Assert.Equal(key, key.Mode == KeyMode.Major ? standard.Major : standard.Minor);
            Assert.Equal(key.Mode == KeyMode.Major ? 0 : 9, standard.Apply(new Pitch(60 + key.Tonic)).Number % 12);
        }
    }

    [Fact]
    public void EveryKeyOfThePianoComesBackAsItWent()
    {
        foreach (Standardization standard in MusicalKey.All.Select(key => new Standardization(key)))
        {
            foreach (Pitch pitch in Enumerable.Range(21, 88).Select(number => new Pitch(number)))
            {
                Assert.Equal(pitch, standard.Back(standard.Apply(pitch)));
                Assert.Equal(pitch, standard.Apply(standard.Back(pitch)));
            }
        }
    }

    [Fact]
    public void PitchesBeyondThePianoStayPitches()
    {
        Assert.Equal(6, new Standardization(-6).Apply(new Pitch(0)).Number);
        Assert.Equal(120, new Standardization(5).Apply(new Pitch(127)).Number);
    }

    [Fact]
    public void NamesOfKeysAreReadAsTheyAreWritten()
    {
        Assert.Equal(24, MusicalKey.All.Distinct().Count());
        Assert.All(MusicalKey.All, key => Assert.True(MusicalKey.TryParse(key.ToString(), out MusicalKey read) && read == key));
        Assert.False(MusicalKey.TryParse("H major", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MusicalKey(12, KeyMode.Major));
    }
}
