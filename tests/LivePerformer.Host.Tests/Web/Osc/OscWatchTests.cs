using System.Net;
using LivePerformer.Core;

namespace LivePerformer.Host.Tests;

/// <summary>Who falls silent, and who sends what is no use.</summary>
public class OscWatchTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.168.1.30"), Other = IPAddress.Parse("192.168.1.31");

    private readonly ManualTime time = new();

    [Fact]
    public void KeysOfWhoSaysNothingForAMinuteComeUp()
    {
        using var stage = new Stage();
        var keys = new PageKeys(stage);
        var players = new OscPlayers(time, keys.LetGo);
        Play(One, 60);
        Play(Other, 64);
        time.Advance(59);
        players.Hear(Other);            // anything will do
        players.Look();
        Assert.False(stage.Touched.TryRead(out _));
        time.Advance(2);
        players.Look();
        players.Look();
        Assert.True(stage.Touched.TryRead(out HeardEvent up));
        Assert.Equal((true, 60), (up.Message.IsNoteOff, up.Message.Data1));
        Assert.False(stage.Touched.TryRead(out _));

        void Play(IPAddress player, int pitch)
        {
            players.Hear(player);
            Assert.True(keys.TryPlay(player, MidiMessage.NoteOn(0, new Pitch(pitch), 80)));
            Assert.True(stage.Touched.TryRead(out _));
        }
    }

    [Fact]
    public void WhatCannotBeReadIsSaidOnceAMinute()
    {
        List<string> said = [];
        var grumble = new OscGrumble(time, said.Add);
        grumble.Look();
        Assert.Empty(said);
        for (int i = 0; i < 1_000; i++)
        {
            grumble.Broken(One);
            grumble.Look();
        }

        Assert.StartsWith("OSC: 1 of what came cannot be read, the last from 192.168.1.30", Assert.Single(said));
        time.Advance(61);
        grumble.Foreign(Other);
        grumble.Look();
        Assert.Equal(2, said.Count);
        Assert.StartsWith("OSC: 999 of what came", said[1]);
        Assert.Contains("--osc-from 192.168.1.31", said[1]);
    }
}
