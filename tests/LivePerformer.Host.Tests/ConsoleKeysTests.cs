using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Tests;

public sealed class ConsoleKeysTests
{
    [Theory]
    [InlineData(' ', ConsoleKey.Spacebar, "take-over")]
    [InlineData('v', ConsoleKey.V, "veto")]
    [InlineData('V', ConsoleKey.V, "veto")]
    [InlineData('n', ConsoleKey.N, "next")]
    [InlineData('\0', ConsoleKey.RightArrow, "next")]
    [InlineData('p', ConsoleKey.P, "previous")]
    [InlineData('\0', ConsoleKey.LeftArrow, "previous")]
    [InlineData('1', ConsoleKey.D1, "go-to 1")]
    [InlineData('9', ConsoleKey.NumPad9, "go-to 9")]
    [InlineData('d', ConsoleKey.D, "role duet")]
    [InlineData('s', ConsoleKey.S, "stop")]
    [InlineData('\u001b', ConsoleKey.Escape, "panic")]
    [InlineData('+', ConsoleKey.OemPlus, "temperature 1.05")]
    [InlineData('-', ConsoleKey.OemMinus, "temperature 0.95")]
    [InlineData(']', ConsoleKey.Oem6, "density 2")]
    [InlineData('\0', ConsoleKey.DownArrow, "loudness -3")]
    public void KeyCommands(char letter, ConsoleKey key, string command)
    {
        Assert.True(ConsoleKeys.TryGet(new(letter, key, false, false, false), out ConsoleKeyCommand found));
        Assert.Equal(command, CommandWords.Of(found.Now(isStopped: false, _ => 1)));
    }

    [Fact]
    public void WhatWasStoppedIsStartedByTheSameKey()
    {
        Assert.True(ConsoleKeys.TryGet(new('s', ConsoleKey.S, false, false, false), out ConsoleKeyCommand found));
        Assert.Equal(CommandKind.Start, found.Now(isStopped: true, _ => 0).Kind);
    }

    [Fact]
    public void StepsEndWhereTheValuesEnd()
    {
        Assert.True(ConsoleKeys.TryGet(new('+', ConsoleKey.OemPlus, false, false, false), out ConsoleKeyCommand warmer));
        Assert.Equal(4, warmer.Now(false, _ => 3.99).Value);
    }

    [Theory]
    [InlineData('q', ConsoleKey.Q, false)]
    [InlineData('0', ConsoleKey.D0, false)]
    [InlineData('\u0013', ConsoleKey.S, true)]
    [InlineData('\0', ConsoleKey.F1, false)]
    public void OtherKeysCommandNothing(char letter, ConsoleKey key, bool control) =>
        Assert.False(ConsoleKeys.TryGet(new(letter, key, false, false, control), out _));
}
