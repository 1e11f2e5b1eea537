using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LivePerformer.Core;

namespace LivePerformer.RealTime.Native.Tests;

/// <summary>A loop in which all that is heard leaves again and comes back: it would never end, but for the guard.</summary>
public sealed class EchoGuardTests
{
    private const int SampleRate = 48_000, Window = SampleRate / 10;

    /// <summary>A key that goes down and comes up; ours, or the human's.</summary>
    public sealed record Key(bool Ours, int Pitch, int Start, int Length, byte Velocity);

    private static Gen<Key> Keys =>
        from ours in Gen.Elements(true, false)
        from pitch in Gen.Choose(60, 63)
        from start in Gen.Choose(0, 100_000)
        from length in Gen.Choose(1, 20_000)
        from velocity in Gen.Elements<byte>(40, 80)
        select new Key(ours, pitch, start, length, velocity);

    /// <summary>AI and human have channels of their own, and the human repeats no key before its echo is back.</summary>
    [Property(MaxTest = 300)]
    public Property OnlyTheHumanIsHeard() => Loops((keys, delay, ways) =>
    {
        var (played, heard) = Perform(keys, delay, ways, rest: delay);
        Assert.Equal(Counts(played), Counts(heard));
    });

    /// <summary>Faster than the echo nobody can tell the two apart; but it comes to rest, and no key stays down.</summary>
    [Property(MaxTest = 300)]
    public Property FasterThanTheEchoEveryKeyStillComesUp() => Loops((keys, delay, ways) =>
    {
        var (_, heard) = Perform(keys, delay, ways, rest: 0);
        Assert.All(heard.GroupBy(message => (message.Channel, message.Data1)), key => Assert.True(key.Last().IsNoteOff));
    });

    private static Property Loops(Action<Key[], int, int> test) =>
        Prop.ForAll(
            Keys.ListOf().ToArbitrary(),
            Gen.Choose(1, Window).ToArbitrary(),
            Gen.Choose(1, 3).ToArbitrary(),
            (keys, delay, ways) => test([.. keys], delay, ways));

    private static (List<MidiMessage> Played, List<MidiMessage> Heard) Perform(Key[] keys, int delay, int ways, int rest)
    {
        var guard = new EchoGuard(SampleRate);
        var ahead = new PriorityQueue<(MidiMessage Message, bool Leaves), (long, int)>();
        var played = new List<MidiMessage>();
        int order = 0;
        foreach (IGrouping<(bool, int), Key> one in keys.GroupBy(key => (key.Ours, key.Pitch)))
        {
            long free = 0;
            foreach (Key key in one.OrderBy(key => key.Start))
            {
                long start = Math.Max(key.Start, free);
                free = start + key.Length + 1 + rest;
                int channel = key.Ours ? 1 : 0;
                Add(MidiMessage.NoteOn(channel, new(key.Pitch), key.Velocity), start, key.Ours);
                Add(MidiMessage.NoteOff(channel, new(key.Pitch)), start + key.Length, key.Ours);
            }
        }

        var heard = new List<MidiMessage>();
        int arrivals = 0;
        while (ahead.TryDequeue(out (MidiMessage Message, bool Leaves) next, out (long Frame, int) at))
        {
            Assert.True(arrivals++ < 20 * (keys.Length + 1) * ways, "it goes round and round");
            if (!next.Leaves)
            {
                if (guard.IsEcho(at.Frame, next.Message, 2, ways)) continue;
                heard.Add(next.Message);
            }

            guard.Send(at.Frame, next.Message);     // the AI's, or passed through
            for (int way = 0; way < ways; way++) ahead.Enqueue((next.Message, false), (at.Frame + delay, order++));
        }

        return (played, heard);

        void Add(MidiMessage message, long frame, bool leaves)
        {
            if (!leaves) played.Add(message);
            ahead.Enqueue((message, leaves), (frame, order++));
        }
    }

    [Fact]
    public void WhatComesBackLateIsHeard()
    {
        var guard = new EchoGuard(SampleRate);
        MidiMessage on = MidiMessage.NoteOn(0, new(60), 80);
        guard.Send(1_000, on);
        Assert.False(guard.IsEcho(1_000 + Window + 1, on, 0, 1));
        guard.Send(10_000, on);
        Assert.True(guard.IsEcho(10_000 + Window, on, 0, 1));
        Assert.False(guard.IsEcho(10_000 + Window, on, 0, 1));      // it left but once
    }

    [Fact]
    public void EndOfAnEchoIsAnEchoHoweverItIsSpelled()
    {
        var guard = new EchoGuard(SampleRate);
        guard.Send(0, MidiMessage.NoteOn(0, new(60), 80));
        Assert.True(guard.IsEcho(128, MidiMessage.NoteOn(0, new(60), 80), 0, 1));
        Assert.True(guard.IsEcho(90_000, new(0x90, 60, 0), 0, 1));
        Assert.False(guard.IsEcho(90_001, new(0x90, 60, 0), 0, 1));
    }

    [Fact]
    public void InputsAreGuardedEachByItself()
    {
        var guard = new EchoGuard(SampleRate);
        MidiMessage on = MidiMessage.NoteOn(0, new(60), 80);
        guard.Send(0, on);
        Assert.True(guard.IsEcho(1, on, 0, 1));
        Assert.False(guard.IsEcho(1, on, 1, 0));        // no way leads there
        Assert.True(guard.IsEcho(1, on, 7, 1));
    }

    [Fact]
    public void KeyThatTheHumanHoldsIsLetGoByTheHuman()
    {
        var guard = new EchoGuard(SampleRate);
        MidiMessage off = MidiMessage.NoteOff(0, new(60));
        Assert.False(guard.IsEcho(0, MidiMessage.NoteOn(0, new(60), 80), 0, 1));
        guard.Send(50, off);                            // the AI let go of the same key
        Assert.False(guard.IsEcho(100, off, 0, 1));
    }

    [Fact]
    public void ManyDeparturesForgetTheOldest()
    {
        var guard = new EchoGuard(SampleRate);
        for (int i = 0; i < 5_000; i++) guard.Send(i / 10, MidiMessage.Control(0, (byte)(i % 100), (byte)(i % 128)));
        Assert.True(guard.IsEcho(500, MidiMessage.Control(0, 4_999 % 100, 4_999 % 128), 0, 1));
        guard.Clear();
        Assert.False(guard.IsEcho(500, MidiMessage.Control(0, 4_998 % 100, 4_998 % 128), 0, 1));
    }

    private static (MidiMessage Message, int)[] Counts(IEnumerable<MidiMessage> messages) =>
        [.. messages.GroupBy(message => message).Select(group => (group.Key, group.Count())).OrderBy(group => (group.Key.Status, group.Key.Data1, group.Key.Data2))];
}
