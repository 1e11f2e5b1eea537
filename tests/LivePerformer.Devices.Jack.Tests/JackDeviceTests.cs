using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>The device with the callback in process.</summary>
public sealed class ManagedDeviceTests() : JackDeviceTests(CallbackChoice.Managed);

/// <summary>The device with the callback as a library of its own runtime.</summary>
public sealed class NativeDeviceTests() : JackDeviceTests(CallbackChoice.Native);

/// <summary>What holds for the device in either form of its callback.</summary>
public abstract class JackDeviceTests : IDisposable
{
    private static readonly MidiMessage AiOn = MidiMessage.NoteOn(1, new(60), 80);
    private static readonly MidiMessage AiOff = MidiMessage.NoteOff(1, new(60));

    private readonly CallbackChoice form;
    private readonly Stage stage = new();

    protected JackDeviceTests(CallbackChoice form)
    {
        if (form == CallbackChoice.Native) NativeForm.IsRequired();
        this.form = form;
    }

    public void Dispose()
    {
        stage.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void WhatComesInGoesOutWithItsSpacingKeptToTheFrame()
    {
        using var server = new JackServer();
        server.StartSequencer();
        using JackDevice device = Open(server, input: "Seq");
        device.Start();
        MidiDump dump = server.StartDump(device.OutPort);
        dump.AssertSequence();
        device.Stop();
        Assert.Equal(0, stage.Meters.Overflows);

        // and the performer was told the same frames
        var heard = new List<HeardEvent>();
        while (stage.Heard.TryRead(out HeardEvent e)) heard.Add(e);
        Assert.Contains(Enumerable.Range(0, heard.Count).Where(i => IsC4On(heard[i].Message)), i =>
            heard.Skip(i + 1).Take(4).Select(e => e.Frame - heard[i].Frame).SequenceEqual([8_000, 12_000, 20_000, 24_000]));
    }

    [Fact]
    public void StopsWhileOtherThreadsMakeGarbage()
    {
        using var server = new JackServer();
        using var enough = new ManualResetEventSlim();
        var living = new object[2_000_000];       // so that the collector has work
        var garbage = new Thread(() =>
        {
            for (int i = 0; !enough.IsSet; i = (i + 7_919) % living.Length) living[i] = new object[4];
        }) { IsBackground = true };
        garbage.Start();
        for (int i = 0; i < 5; i++)
        {
            JackDevice device = Open(server);
            device.Start();
            Thread.Sleep(20);
            var stopping = new Thread(device.Dispose) { IsBackground = true };
            stopping.Start();
            Assert.True(stopping.Join(TimeSpan.FromSeconds(30)), "libjack's thread was cancelled while it waited for the collector");
        }

        enough.Set();
        garbage.Join();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DueEventsLeaveExactlyAsFarApartAsPlanned(bool freewheel)
    {
        if (freewheel && JackServer.OnPipeWire) Assert.Skip("PipeWire 0.3 has no freewheel");
        long[] plan = [0, 1, 127, 128, 129, 1_000, 1_001, 5_000, 5_127, 48_000];
        using var server = new JackServer();
        using JackDevice device = Open(server);
        device.Start();
        MidiDump dump = server.StartDump(device.OutPort);
        dump.WaitUntilConnected(stage);
        if (freewheel) server.Run("jack_freewheel", "y");
        long[] spacing = [.. plan.Zip(plan.Skip(1), (x, y) => y - x)];
        UndisturbedBySkips(device, () =>
        {
            int before = dump.Seen.Count;
            long start = device.Clock.Now.ToFrame(device.SampleRate) + (freewheel ? 2_000_000 : 24_000);
            for (int i = 0; i < plan.Length; i++)
                stage.Due.TryWrite(DueEvent.At(start + plan[i], i % 2 == 0 ? AiOn : AiOff, 1));
            dump.WaitFor(before + plan.Length);
            return dump.Spacing.TakeLast(plan.Length - 1).SequenceEqual(spacing);
        });
        if (freewheel) server.Run("jack_freewheel", "n");

        Assert.Equal(spacing, dump.Spacing.TakeLast(plan.Length - 1));
        Assert.Equal(0, stage.Meters.LateNotes);
    }

    [Fact]
    public void StoppingEndsTheNotesOnTheWire()
    {
        using var server = new JackServer();
        using JackDevice device = Open(server);
        device.Start();
        MidiDump dump = server.StartDump(device.OutPort);
        dump.WaitUntilConnected(stage);
        stage.Due.TryWrite(DueEvent.At(device.Clock.Now.ToFrame(device.SampleRate), AiOn, 1));
        dump.WaitFor(1);
        device.Stop();
        dump.WaitFor(2);

        Assert.Equal([AiOn, AiOff], dump.Seen.Take(2).Select(seen => seen.Message));
        Assert.All(dump.Seen.Skip(2), seen => Assert.Equal(AiOff, seen.Message));      // repeated, for who missed it
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ServerThatDiesIsAFaultAndNotAHang(bool gently)
    {
        if (JackServer.OnPipeWire) Assert.Skip("the session belongs to the test outside");
        using var server = new JackServer();
        using JackDevice device = Open(server);
        device.Start();
        device.Clock.WaitUntilBeyond(4_800, device.SampleRate);
        stage.Due.TryWrite(DueEvent.At(device.Clock.Now.ToFrame(device.SampleRate), AiOn, 1));
        device.Clock.WaitUntilBeyond(9_600, device.SampleRate);
        Assert.Null(device.Fault);

        server.Kill(gently);
        JackServer.Until(() => device.Fault == DeviceFault.Lost, "for the fault");
        await Task.Run(device.Dispose, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var take = new List<SentEvent>();
        while (stage.Sent.TryRead(out SentEvent sent)) take.Add(sent);
        Assert.True(take[^1].Message.IsNoteOff && take[^1].Flags == SentFlags.Ended);
    }

    private JackDevice Open(JackServer server, string? input = null)
    {
        var device = new JackDevice(server.Options(input) with { Callback = form });
        device.Load(new StageSetup(stage));
        Assert.Equal(form == CallbackChoice.Native, device.IsNative);
        return device;
    }

    private static bool IsC4On(MidiMessage message) => message.IsNoteOn && message.Data1 == 60;

    /// <summary>On a busy machine a server skips frames now and then, jackd for all and with a word to us, PipeWire also for
    /// a single client, the recorder say, of which we hear nothing. What was measured across a gap is measured again; a
    /// device that kept its times badly would fail every time.</summary>
    private void UndisturbedBySkips(JackDevice device, Func<bool> measure)
    {
        for (int attempt = 1; attempt <= 8; attempt++)
        {
            long before = device.Xruns + stage.Meters.Xruns;
            bool exact = measure();
            if (exact || (!JackServer.OnPipeWire && device.Xruns + stage.Meters.Xruns == before)) return;
        }
    }
}
