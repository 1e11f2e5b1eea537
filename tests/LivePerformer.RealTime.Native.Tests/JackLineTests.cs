using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.RealTime.Native.Tests;

/// <summary>Several ports, sources that go, servers that come again and messages that come back, at the callback itself.</summary>
public sealed class JackLineTests
{
    private const int SampleRate = 48_000, Frames = 128;

    public static TheoryData<CallbackChoice> Forms() => [CallbackChoice.Managed, CallbackChoice.Native];

    [Fact]
    public void MessagesOfAllInputsComeInOrderAndLeaveOnTheirOutput()
    {
        using var jack = new FakeJack(SampleRate, Frames, ports: 8);
        var mirror = new Mirror(8);
        using JackCallback callback = ManagedCallback.Of(mirror, jack.Wiring);
        var random = new Random(1);
        for (int block = 0; block < 200; block++)
        {
            var played = new List<BlockEvent>();
            for (byte port = 0; port < 8; port++)
            {
                foreach (int frame in Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(Frames)).Order())
                {
                    var message = new MidiMessage(0x90, (byte)random.Next(128), (byte)random.Next(128));
                    jack.PlayOn(port, (uint)frame, message.Status, message.Data1, message.Data2);
                    played.Add(new(frame, message, port));
                }
            }

            jack.Run(callback);
            Assert.Equal(played.OrderBy(e => e.Frame), mirror.Heard);       // stable: by port where frames are alike
            for (byte port = 0; port < 8; port++)
                Assert.Equal(played.Where(e => e.Port == 7 - port).Select(e => ((uint)e.Frame, e.Message)), jack.SentOn(port));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void SourceThatHasGoneIsHeardOnTheFirstFrameAndNothingOnAWireLooksLikeIt(CallbackChoice form)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, Frames, ports: 2);
        using JackCallback callback = Make(form, stage, jack);
        jack.PlayOn(1, 5, 0x90, 60, 80);
        jack.PlayOn(1, 6, 0xFF);
        jack.PlayOn(1, 7, 0xFE);
        jack.Run(callback);
        Assert.Equal([(5, 0x90)], Heard(stage));

        jack.LetGo(1);
        jack.Run(callback);
        jack.Run(callback);
        Assert.Equal([(Frames, 0x80), (Frames, MidiMessage.SourceGone)], Heard(stage));

        // the server said so before its last block came
        jack.LetGo(0);
        jack.LetGo(1);
        jack.PlayOn(1, 5, 0x90, 60, 80);
        jack.Run(callback);
        jack.Run(callback);
        jack.Run(callback);
        Assert.Equal([(3 * Frames, 0xFF), (3 * Frames, 0xFF), ((3 * Frames) + 5, 0x90), (4 * Frames, 0x80), (4 * Frames, 0xFF)], Heard(stage));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public unsafe void AnotherServerGoesOnWhereTheLastOneEnded(CallbackChoice form)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, Frames);
        using JackCallback callback = Make(form, stage, jack);
        for (int i = 0; i < 10; i++) jack.Run(callback);
        long before = jack.State.Frame;
        Assert.Equal(10 * Frames, before);

        callback.Functions.Shutdown(callback.Argument);
        jack.Run(callback);                             // a dead server's last call
        Assert.Equal(before, jack.State.Frame);
        stage.Due.TryWrite(DueEvent.At(before, MidiMessage.NoteOn(1, new(60), 80), 0));

        jack.IsLost = false;
        callback.Rewire(jack.Wiring);
        jack.Play(3, 0x90, 50, 70);
        jack.Run(callback);
        Assert.Equal(before + Frames, jack.State.Frame);
        Assert.Equal(0, stage.Meters.Xruns);
        Assert.Equal([((int)before + 3, 0x90)], Heard(stage));
        Assert.Equal([(3u, 0x90)], jack.Sent.Select(sent => (sent.Frame, (int)sent.Message.Status)));     // what was planned for the dead is void
        SentEvent[] told = [.. Sent(stage)];
        Assert.Contains(SentEvent.Panic(before), told);
    }

    private static IEnumerable<SentEvent> Sent(Stage stage)
    {
        while (stage.Sent.TryRead(out SentEvent sent)) yield return sent;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void WhatComesBackIsNotHeardAndTheHumanIs(CallbackChoice form)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, Frames);
        using JackCallback callback = Make(form, stage, jack);
        jack.WaysBack = 1;
        var random = new Random(3);
        var human = new List<(int, int)>();
        int down = -1;
        for (int block = 0; block < 2_000; block++)
        {
            var back = jack.Sent.ToArray();
            List<(uint Frame, byte[] Bytes)> arriving = [.. back.Select(b => (b.Frame, new[] { b.Message.Status, b.Message.Data1, b.Message.Data2 }))];
            if (block % 23 == 0)
            {
                bool strikes = down < 0;
                if (strikes) down = random.Next(40, 80);
                arriving.Add((77, [strikes ? (byte)0x90 : (byte)0x80, (byte)down, 64]));
                human.Add(((block * Frames) + 77, strikes ? 0x90 : 0x80));
                if (!strikes) down = -1;
            }

            foreach ((uint frame, byte[] bytes) in arriving.OrderBy(a => a.Frame)) jack.Play(frame, bytes);
            if (block % 10 == 0)
            {
                var pitch = new Pitch(random.Next(40, 80));
                stage.Due.TryWrite(DueEvent.At((block * Frames) + random.Next(1_000), MidiMessage.NoteOn(1, pitch, 64), 0));
                stage.Due.TryWrite(DueEvent.At((block * Frames) + 1_000 + random.Next(1_000), MidiMessage.NoteOff(1, pitch), 0));
            }

            jack.Run(callback);
            while (stage.Sent.TryRead(out _)) { }
        }

        Assert.Equal(human, Heard(stage));
        Assert.True(jack.State.Echoes > 400, $"{jack.State.Echoes} echoes");
        Assert.Equal(0, stage.Meters.Overflows);
    }

    [Fact]
    public void WhatFindsAFullPortLeavesWithTheNextBlockInItsOrder()
    {
        const int Full = 2048;
        using var jack = new FakeJack(SampleRate, Frames);
        using JackCallback callback = ManagedCallback.Of(new Doubler(), jack.Wiring);
        for (int i = 0; i < Full; i++) jack.Play((uint)(i * Frames / Full), 0x90, (byte)(i % 128), (byte)(1 + (i / 128)));
        jack.Run(callback);
        var first = jack.Sent.ToArray();
        jack.Run(callback);
        var second = jack.Sent.ToArray();

        Assert.Equal((Full, Full), (first.Length, second.Length));
        Assert.All(second, sent => Assert.Equal(0u, sent.Frame));
        Assert.Equal(
            Enumerable.Range(0, 2 * Full).Select(i => new MidiMessage(0x90, (byte)(i / 2 % 128), (byte)(1 + (i / 256)))),
            first.Concat(second).Select(sent => sent.Message));
        jack.Run(callback);
        Assert.Empty(jack.Sent);
        Assert.Equal(0, jack.State.Overflows);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void MoreThanABlockHoldsIsCounted(CallbackChoice form)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, Frames, ports: 3);
        using JackCallback callback = Make(form, stage, jack);
        for (int port = 0; port < 3; port++)
        {
            for (int i = 0; i < 2_000; i++) jack.PlayOn(port, (uint)(i * Frames / 2_000), 0xB0, 1, (byte)(i % 128));
        }

        jack.Run(callback);
        Assert.Equal(6_000 - 4_096, jack.State.Overflows);
        Assert.Equal(4_096, Heard(stage).Count);
    }

    [Fact]
    public void ManyPortsDoNotAllocate()
    {
        using var jack = new FakeJack(SampleRate, Frames, ports: 4);
        var mirror = new Mirror(4);
        using JackCallback callback = ManagedCallback.Of(mirror, jack.Wiring);
        jack.WaysBack = 0x01_00_01_02;
        for (int i = 0; i < 500; i++) Pass(i);

        Allocations before = Allocations.Begin();
        for (int i = 0; i < 5_000; i++) Pass(i);
        Assert.Equal(0, before.SoFar);
        Assert.True(jack.State.Echoes > 0);

        void Pass(int block)
        {
            for (int port = 0; port < 4; port++) jack.PlayOn(port, 9, 0x90, (byte)(block % 3), 80);
            if (block % 7 == 0) jack.LetGo(block % 4);
            jack.Run(callback);
        }
    }

    private static JackCallback Make(CallbackChoice form, Stage stage, FakeJack jack) => form == CallbackChoice.Native
        ? NativeCallback.Load(NativeForm.IsRequired()).Make(new StageSetup(stage), jack.Wiring)
        : ManagedCallback.Of(new StageSetup(stage).Build(SampleRate), jack.Wiring);

    private static List<(int Frame, int Status)> Heard(Stage stage)
    {
        var heard = new List<(int, int)>();
        while (stage.Heard.TryRead(out HeardEvent e)) heard.Add(((int)e.Frame, e.Message.Status));
        return heard;
    }

    /// <summary>All leaves twice.</summary>
    private sealed class Doubler : IAudioProcessor
    {
        public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
        {
            foreach (ref readonly BlockEvent e in heard)
            {
                for (int i = 0; i < 2; i++) sent.TryWrite(e.Frame, e.Message);
            }
        }
    }

    /// <summary>What comes on the first input leaves on the last output, and so on.</summary>
    private sealed class Mirror(int ports) : IAudioProcessor
    {
        private readonly BlockEvent[] heard = new BlockEvent[4096];
        private int count;

        public IEnumerable<BlockEvent> Heard => heard.Take(count);

        public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
        {
            heard.CopyTo(this.heard);
            count = heard.Length;
            foreach (ref readonly BlockEvent e in heard)
            {
                if (!e.Message.IsSystem) sent.TryWrite(e.Frame, e.Message, (byte)(ports - 1 - e.Port));
            }
        }
    }
}
