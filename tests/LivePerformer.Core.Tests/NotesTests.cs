using LivePerformer.Core;

namespace LivePerformer.Core.Tests;

public sealed class NotesTests
{
    [Theory]
    [InlineData(0, "C-1")]
    [InlineData(21, "A0")]      // the lowest key of a piano
    [InlineData(60, "C4")]
    [InlineData(69, "A4")]
    [InlineData(108, "C8")]     // the highest
    public void PitchesAreNamedScientifically(int number, string name) => Assert.Equal(name, new Pitch(number).ToString());

    [Theory]
    [InlineData(-1)]
    [InlineData(128)]
    public void PitchOutsideMidiIsRefused(int number) => Assert.Throws<ArgumentOutOfRangeException>(() => new Pitch(number));

    [Theory]
    [InlineData(0x90, 64, true, false)]
    [InlineData(0x9F, 1, true, false)]
    [InlineData(0x90, 0, false, true)]      // velocity 0 is a note-off
    [InlineData(0x80, 64, false, true)]
    [InlineData(0xB0, 64, false, false)]
    public void NoteOnAndNoteOffAreTold(byte status, byte data2, bool on, bool off)
    {
        var message = new MidiMessage(status, 60, data2);
        Assert.Equal((on, off), (message.IsNoteOn, message.IsNoteOff));
    }

    [Theory]
    [InlineData(0x80, 3)]
    [InlineData(0x90, 3)]
    [InlineData(0xA0, 3)]
    [InlineData(0xB0, 3)]
    [InlineData(0xC5, 2)]
    [InlineData(0xD5, 2)]
    [InlineData(0xE0, 3)]
    public void LengthOnTheWireIsThatOfMidi(byte status, int length) => Assert.Equal(length, new MidiMessage(status, 0, 0).Length);

    [Theory]
    [InlineData(2, "D F# A")]
    [InlineData(-1, "Eb F# B")]
    [InlineData(-25, "Eb F# B")]
    [InlineData(24, "C E G")]
    public void TonesMoveAroundTheOctave(int semitones, string moved)
    {
        Assert.True(PitchClasses.TryParse("C E G", out PitchClasses chord));
        Assert.Equal(moved, chord.Transposed(semitones).ToString());
        Assert.Equal(chord, chord.Transposed(semitones).Transposed(-semitones));
        Assert.Equal(PitchClasses.All, PitchClasses.All.Transposed(semitones));
    }

    [Theory]
    [InlineData("C", 0)]
    [InlineData("c#", 1)]
    [InlineData("Db", 1)]
    [InlineData("eB", 3)]
    [InlineData("E#", 5)]
    [InlineData("F#", 6)]
    [InlineData("Bb", 10)]
    [InlineData("b", 11)]
    [InlineData("Cb", 11)]
    [InlineData("B#", 0)]
    public void ToneIsReadByItsName(string name, int expected)
    {
        Assert.True(Tone.TryParse(name, out int tone));
        Assert.Equal(expected, tone);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("H")]
    [InlineData("Cc")]
    [InlineData("C##")]
    [InlineData("4")]
    public void WhatIsNoToneIsNotRead(string name) => Assert.False(Tone.TryParse(name, out _));

    [Fact]
    public void EverySetOfTonesSurvivesItsName()
    {
        for (int bits = 0; bits <= PitchClasses.All.Bits; bits++)
        {
            var tones = new PitchClasses((ushort)bits);
            Assert.True(PitchClasses.TryParse(tones.ToString(), out PitchClasses read));
            Assert.Equal(tones, read);
            Assert.True(PitchClasses.TryParse(tones.ToString().Replace(' ', '-'), out read));
            Assert.Equal(tones, read);
        }
    }

    [Fact]
    public void OffsetIsWhereTheNoteEnds()
    {
        var note = new Note(TimePoint.FromSeconds(1), TimeSpan.FromSeconds(0.5), new(60), 64);
        Assert.Equal(TimePoint.FromSeconds(1.5), note.Offset);
    }
}
