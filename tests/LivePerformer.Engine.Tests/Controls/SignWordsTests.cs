using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

public sealed class SignWordsTests
{
    [Theory]
    [InlineData("pedal 67")]
    [InlineData("key C2")]
    [InlineData("key C-1")]
    [InlineData("key F#3 channel 16")]
    [InlineData("controller 20 channel 3")]
    [InlineData("program 5 channel 1 input 2")]
    [InlineData("program 1")]
    [InlineData("program 128")]
    [InlineData("controller 119 input 255")]
    public void SignIsReadAndWrittenAlike(string text)
    {
        Assert.True(SignWords.TryParse(text, out CueSign sign, out string? fault), fault);
        Assert.Equal(text, SignWords.Of(sign));
    }

    [Theory]
    [InlineData("key 60", "key C4")]
    [InlineData("key bb3", "key A#3")]
    [InlineData("KEY Cb4", "key B3")]
    [InlineData("controller 64", "pedal 64")]
    [InlineData("pedal 20", "controller 20")]
    [InlineData("program 5 input 2 channel 1", "program 5 channel 1 input 2")]
    public void OtherSpellingsMeanTheSame(string text, string usual)
    {
        Assert.True(SignWords.TryParse(text, out CueSign sign, out _));
        Assert.Equal(usual, SignWords.Of(sign));
    }

    [Fact]
    public void EveryKeySurvivesItsName()
    {
        for (int number = 0; number < Pitch.Count; number++)
        {
            Assert.True(SignWords.TryParse($"key {new Pitch(number)}", out CueSign sign, out _));
            Assert.Equal(CueSign.Key(new(number)), sign);
        }
    }

    [Fact]
    public void ProgramsAreCountedFromOneAsOnKeyboards()
    {
        Assert.True(SignWords.TryParse("program 1", out CueSign first, out _));
        Assert.True(SignWords.TryParse("program 128", out CueSign last, out _));
        Assert.Equal((CueSign.Program(0), CueSign.Program(127)), (first, last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pedal")]
    [InlineData("pedal 120")]
    [InlineData("pedal -1")]
    [InlineData("key 128")]
    [InlineData("key H2")]
    [InlineData("key G#9")]
    [InlineData("key Cb-1")]
    [InlineData("key C")]
    [InlineData("program 0")]
    [InlineData("program 129")]
    [InlineData("controller 20 channel 0")]
    [InlineData("controller 20 channel 17")]
    [InlineData("controller 20 channel 1 channel 2")]
    [InlineData("controller 20 input 256")]
    [InlineData("controller 20 port 2")]
    [InlineData("knob 20")]
    public void WrongSignIsRefusedWithExamples(string text)
    {
        Assert.False(SignWords.TryParse(text, out CueSign sign, out string? fault));
        Assert.Equal(CueSign.None, sign);
        Assert.Contains("pedal 67", fault);
    }

    [Property]
    public void WhateverIsWrittenIsReadOrRefused(string? text)
    {
        if (SignWords.TryParse(text ?? "", out CueSign sign, out _)) Assert.NotEqual(CueSign.None, sign);
    }
}
