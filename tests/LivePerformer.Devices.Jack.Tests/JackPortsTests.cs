using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack.Tests;

/// <summary>Ports with the callback in process.</summary>
public sealed class ManagedPortsTests() : JackPortsTests(CallbackChoice.Managed);

/// <summary>Ports with the callback as a library of its own runtime.</summary>
public sealed class NativePortsTests() : JackPortsTests(CallbackChoice.Native);

/// <summary>Connections that are made, lost and restored, servers that come again, and loops.</summary>
public abstract class JackPortsTests : IDisposable
{
    private readonly CallbackChoice form;
    private readonly Stage stage = new();
    private readonly List<DeviceNews> news = [];
    private readonly List<HeardEvent> heard = [];

    protected JackPortsTests(CallbackChoice form)
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
    public void RuleConnectsWhatIsThereAndWhatAppearsLater()
    {
        using var server = new JackServer();
        server.StartSequencer();
        using JackDevice device = Open(server.Options() with
        {
            Inputs = [new("keys", ["seq:", "second"])],
            Outputs = [new("out", []), new("piano", ["recorder"])],
        });
        device.Start();
        Until(device, () => Told(NewsKind.Connected, "Seq:out") && Told(NewsKind.Waiting, "'second'") && Told(NewsKind.Waiting, "'recorder'"), "for the first");
        server.StartSequencer("Second", 72);
        server.Start("jack_midi_dump", "Recorder");
        Until(device, () => Told(NewsKind.Connected, "Second:out") && Told(NewsKind.Connected, "Recorder:input"), "for the others");
        Until(device, () => heard.Any(e => e.Message.Data1 == 60) && heard.Any(e => e.Message.Data1 == 72), "for their notes");

        Assert.Contains("LivePerformer:piano", server.Run("jack_lsp", "-c", "Recorder:input"));
        Assert.Equal(2, news.Count(n => n.Kind == NewsKind.Waiting));
    }

    [Fact]
    public void SourceThatDiesIsHeardToGoAndOnlyItsNamesakeTakesItsPlace()
    {
        using var server = new JackServer();
        ToolProcess sequencer = server.StartSequencer();
        using JackDevice device = Open(server.Options(input: "Seq"));
        device.Start();
        Until(device, () => heard.Count > 0 && heard[^1].Message.IsNoteOn, "for a key that is held");
        sequencer.Kill(gently: false);
        Until(device, () => heard[^1].Message.Status == MidiMessage.SourceGone, "for its source to go");
        Until(device, () => Told(NewsKind.Lost, "Seq:out"), "for the news");

        server.StartSequencer("Sequencer");
        int before = heard.Count;
        long frame = device.Clock.Now.ToFrame(device.SampleRate);
        Until(device, () => device.Clock.Now.ToFrame(device.SampleRate) > frame + 48_000, "for a second to pass");
        Assert.True(before == heard.Count, string.Join(", ", heard.Skip(before - 1).Select(e => (e.Frame, e.Message.Status, e.Message.Data1))));

        server.StartSequencer();
        Until(device, () => Told(NewsKind.Back, "Seq:out") && heard.Count > before, "for it to come back");
        Assert.DoesNotContain("Sequencer", server.Run("jack_lsp", "-c", device.KeysPort));
    }

    [Fact]
    public void WhatAHandTakesOffStaysOffAndWhatAHandPutsOnIsKept()
    {
        using var server = new JackServer();
        ToolProcess second = server.StartSequencer("Second", 72);
        server.StartSequencer();
        using JackDevice device = Open(server.Options() with { Inputs = [new("keys", ["Seq:"])] });
        device.Start();
        Until(device, () => Told(NewsKind.Connected, "Seq:out"), "for the rule");
        server.Run("jack_disconnect", "Seq:out", device.KeysPort);
        Until(device, () => heard.Count > 0 && heard[^1].Message.Status == MidiMessage.SourceGone && Told(NewsKind.Disconnected, "Seq:out"), "for its end");
        server.Run("jack_connect", "Second:out", device.KeysPort);
        Until(device, () => heard[^1].Message.Data1 == 72, "for the other");
        Until(device, () => Told(NewsKind.Connected, "Second:out"), "for the news");

        second.Kill(gently: true);
        Until(device, () => Told(NewsKind.Lost, "Second:out"), "for its end");
        server.StartSequencer("Second", 72);
        Until(device, () => Told(NewsKind.Back, "Second:out"), "for it to come back");
        Assert.DoesNotContain("Seq:", server.Run("jack_lsp", "-c", device.KeysPort));
    }

    [Theory]
    [InlineData(true, 128)]
    [InlineData(false, 128)]
    [InlineData(false, 512)]
    public void ServerThatComesAgainIsPlayedOnAndTheClockNeverTurnsBack(bool gently, int frames)
    {
        if (JackServer.OnPipeWire) Assert.Skip("the session belongs to the test outside");
        using var server = new JackServer();
        ToolProcess sequencer = server.StartSequencer();
        using JackDevice device = Open(server.Options(input: "Seq"));
        device.Start();
        Until(device, () => heard.Count > 3, "for its notes");
        long now = device.Clock.Now.ToFrame(device.SampleRate);
        stage.Due.TryWrite(DueEvent.At(now, MidiMessage.NoteOn(1, new(60), 80), 1));
        stage.Due.TryWrite(DueEvent.At(now + 480_000, MidiMessage.NoteOff(1, new(60)), 1));
        device.Clock.WaitUntilBeyond(now + 2_000, device.SampleRate);
        server.Kill(gently);
        Until(device, () => device.Fault == DeviceFault.Lost && Told(NewsKind.ServerLost, ""), "for the fault");
        stage.Due.TryWrite(DueEvent.CancelBefore(2));   // as a performer does that is told
        TimePoint stood = device.Clock.Now;
        int before = heard.Count;
        Until(device, () => true, "");
        Assert.Equal(stood, device.Clock.Now);
        sequencer.Kill(gently: false);

        server.StartAgain(frames: frames);
        Until(device, () => device.Fault is null && Told(NewsKind.ServerBack, ""), "for the server");
        Until(device, () => heard.Skip(before).Any(e => e.Message.Status == MidiMessage.SourceGone), "for the sources to be gone");
        HeardEvent[] gone = [.. heard.Skip(before).TakeWhile(e => e.Message.Status != MidiMessage.SourceGone)];
        Assert.All(gone, e => Assert.True(e.Message.IsNoteOff));       // first of all what was held comes up
        server.StartSequencer();
        Until(device, () => Told(NewsKind.Back, "Seq:out") && heard.Count(e => e.Message.IsNoteOn) > 3 && heard[^1].Message.IsNoteOff && heard[^1].Frame > stood.ToFrame(device.SampleRate) + 24_000, "for its notes");
        MidiDump dump = server.StartDump(device.OutPort);
        dump.AssertSequence();

        Assert.Equal(heard.Select(e => e.Frame).Order(), heard.Select(e => e.Frame));
        Assert.True(device.Clock.Now > stood);
        Assert.Null(device.Unfit);
        var ai = new List<SentEvent>();
        while (stage.Sent.TryRead(out SentEvent sent))
        {
            if (sent.Source == NoteSource.Ai && !sent.IsBlock && !sent.IsPanic) ai.Add(sent);
        }

        Assert.Equal([true, false], ai.Select(sent => sent.Message.IsNoteOn));
        Assert.Equal((SentFlags.Ended, stood), (ai[1].Flags, TimePoint.FromFrame(ai[1].SentFrame, device.SampleRate)));     // where the music stood
    }

    [Fact]
    public void ServerOfAnotherRateIsOneLineWithTheRemedy()
    {
        if (JackServer.OnPipeWire) Assert.Skip("the session belongs to the test outside");
        using var server = new JackServer();
        using JackDevice device = Open(server.Options());
        device.Start();
        server.Kill(gently: false);
        Until(device, () => Told(NewsKind.ServerLost, ""), "for the fault");
        server.StartAgain(rate: 44_100);
        Until(device, () => device.Unfit is not null, "for the verdict");

        Assert.Equal(DeviceFault.Lost, device.Fault);
        Assert.Contains("44100 Hz", device.Unfit);
        Assert.Contains("48000 Hz", device.Unfit);
        Assert.DoesNotContain('\n', device.Unfit!);
        device.Stop();
        server.Kill(gently: false);     // the next test starts it as it was
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatWePlayIsNotHeardAsTheHumanWhateverWayItComesBack(bool throughAnother)
    {
        using var server = new JackServer();
        server.StartSequencer();
        using var beyond = new Stage();
        using var other = new JackDevice(server.Options() with { ClientName = "Thru", Callback = CallbackChoice.Managed });
        other.Start(new StageProcessor(beyond));
        using JackDevice device = Open(server.Options(input: "Seq"));
        device.Start();
        if (throughAnother)
        {
            server.Run("jack_connect", "Thru:out", device.KeysPort);
            server.Run("jack_connect", device.OutPort, "Thru:keys");
        }
        else
        {
            server.Run("jack_connect", device.OutPort, device.KeysPort);
        }

        Until(device, () => Told(NewsKind.Feedback, "keys"), "for the loop to be found");
        if (throughAnother) Until(device, () => device.Echoes > 8, "for echoes");     // what we clear before we read, no server gives back
        MidiDump dump = server.StartDump(device.OutPort);
        heard.Clear();
        long start = device.Clock.Now.ToFrame(device.SampleRate) + 24_000;
        for (int i = 0; i < 20; i++)
        {
            stage.Due.TryWrite(DueEvent.At(start + (i * 3_000), MidiMessage.NoteOn(1, new(80 + i), 80), 1));
            stage.Due.TryWrite(DueEvent.At(start + (i * 3_000) + 2_000, MidiMessage.NoteOff(1, new(80 + i)), 1));
        }

        Until(device, () => dump.Seen.Count(seen => seen.Message.Channel == 1) >= 40 && heard.Count >= 20, "for the notes");
        MidiMessage[] messages = [.. heard.Select(e => e.Message).Where(message => !message.IsSystem)];
        Assert.All(messages, message => Assert.Equal(0, message.Channel));          // the AI's are not heard
        Assert.All(messages.Zip(messages.Skip(1)), pair => Assert.NotEqual(pair.First.IsNoteOn, pair.Second.IsNoteOn));   // and the human's once each
        Assert.Single(news, n => n.Kind == NewsKind.Feedback);
    }

    private JackDevice Open(JackOptions options)
    {
        var device = new JackDevice(options with { Callback = form });
        device.Load(new StageSetup(stage));
        Assert.Equal(form == CallbackChoice.Native, device.IsNative);
        return device;
    }

    private bool Told(NewsKind kind, string text) => news.Any(n => n.Kind == kind && n.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Watches the device and listens, as a performance does.</summary>
    private void Until(JackDevice device, Func<bool> condition, string what)
    {
        bool met = SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(5);
                news.AddRange(device.Watch());
                while (stage.Heard.TryRead(out HeardEvent e)) heard.Add(e);
                return condition();
            },
            TimeSpan.FromSeconds(40));
        Assert.True(met, $"waited in vain {what}; news:\n{string.Join('\n', news.Select(n => n.Text))}\nheard: {string.Join(", ", heard.TakeLast(20))}");
    }
}
