using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary>A performance within the test, put together as the command does it, with the tiny model.</summary>
internal static class Session
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 20, 0, 0, TimeSpan.Zero);

    /// <summary>Plays live, in silence, for so many seconds, and keeps the take.</summary>
    /// <param name="overwork">The players seem to work so many times as long as they do, so that others take over.</param>
    /// <param name="meanwhile">Called again and again while it plays.</param>
    /// <returns>The take, and how often others took over.</returns>
    public static (string Take, string Midi, int TakeOvers) Live(Scratch scratch, string preset, double seconds, double overwork = 1, Action<Ensemble>? meanwhile = null)
    {
        var home = new Installation(TinyHome.In(scratch).Value);
        Preset chosen = PresetFile.Find(preset, home.Presets);
        using var device = new StopwatchDevice();
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        using Ensemble ensemble = Ensemble.Create(home, Programme.Of(chosen), device, 7, new Overwork(overwork), recorder.Written, keepsTake: false);
        var file = new FilePlayer(Calls(), ensemble.Stage.Played, device.SampleRate, device.SampleRate / 4, rounds: 1_000);
        ensemble.Start();
        recorder.Begin(TakeRecorder.Header(Programme.Of(chosen), ensemble.Cast.Models, [], device, null, 7, Now));
        using (var performer = new PerformerThread(ensemble.Performer, file))
        {
            SpinWait.SpinUntil(() =>
            {
                Thread.Sleep(10);
                meanwhile?.Invoke(ensemble);
                return device.Clock.Now.Seconds >= seconds;
            });
            Assert.Null(performer.Fault);
        }

        device.Stop();
        ensemble.Performer.Record();
        ensemble.Witness!.Close(device.Clock.Now.ToFrame(device.SampleRate), ensemble.Stage.Meters.Overflows);
        recorder.Finish();
        Assert.Null(recorder.Fault);
        return (recorder.Path, recorder.Midi!, ensemble.PlayersLog.TakeOvers);
    }

    /// <summary>Rehearses with sound, each block followed by a step, and keeps the take and what it sounded like.</summary>
    public static string Rehearse(Scratch scratch, string wav, double seconds)
    {
        var home = new Installation(TinyHome.In(scratch).Value);
        Preset chosen = PresetFile.Find("answer", home.Presets);
        using var device = new NullDevice();
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        using Ensemble ensemble = Ensemble.Create(home, Programme.Of(chosen), device, 7, new ManualClock(), recorder.Written);
        var file = new FilePlayer(Calls(), ensemble.Stage.Played, device.SampleRate, rounds: 1_000);
        ensemble.Start();
        recorder.Begin(TakeRecorder.Header(Programme.Of(chosen), ensemble.Cast.Models, [], device, null, 7, Now));
        using (WavWriter sound = WavWriter.Create(wav, device.SampleRate))
        {
            while (device.Clock.Now.Seconds < seconds)
            {
                file.Fill();
                device.Run();
                ensemble.Performer.Step();
                sound.Write(device.Left, device.Right);
            }
        }

        device.Stop();
        ensemble.Performer.Record();
        ensemble.Witness!.Close(device.Frame, ensemble.Stage.Meters.Overflows);
        recorder.Finish();
        return recorder.Path;
    }

    /// <summary>Plays an evening faster than real time, each block followed by a step, and says so many words to the performer.</summary>
    /// <param name="human">What the human plays, again and again; null: the calls.</param>
    /// <param name="told">The words, each at its second.</param>
    /// <param name="isSlow">The networks seem to need for ever, so that the Markov chain plays.</param>
    /// <param name="meanwhile">Called before each block.</param>
    public static string Steer(
        Scratch scratch, Programme programme, double seconds, (double At, string Words)[] told, IEnumerable<TimedMessage>? human = null, bool isSlow = false, Action<Ensemble>? meanwhile = null)
    {
        var home = new Installation(TinyHome.In(scratch).Value);
        using var device = new NullDevice();
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        var controls = new Controls([], learnsPort: false, programme.Refuses);
        IClock work = isSlow ? new Ages() : new ManualClock();
        using Ensemble ensemble = Ensemble.Create(home, programme, device, 7, work, recorder.Written, keepsTake: false, controls);
        var file = new FilePlayer([.. human ?? Calls()], ensemble.Stage.Played, device.SampleRate, rounds: 1_000);
        ensemble.Start();
        recorder.Begin(TakeRecorder.Header(programme, ensemble.Cast.Models, [], device, null, 7, Now));
        int next = 0;
        while (device.Clock.Now.Seconds < seconds)
        {
            for (; next < told.Length && told[next].At <= device.Clock.Now.Seconds; next++)
            {
                Assert.True(CommandWords.TryParse(told[next].Words, out StageCommand command, out string? fault), fault);
                Assert.True(ensemble.Desk.TrySend(command));
            }

            meanwhile?.Invoke(ensemble);
            file.Fill();
            device.Run();
            ensemble.Performer.Step();
        }

        device.Stop();
        ensemble.Performer.Record();
        ensemble.Witness!.Close(device.Frame, ensemble.Stage.Meters.Overflows);
        recorder.Finish();
        Assert.Null(recorder.Fault);
        return recorder.Path;
    }

    /// <summary>Plays a set list of two items, each block followed by a step; in the middle the performer fails, while the
    /// second item lies ready for it and is just called.</summary>
    /// <returns>The take, and the role in which it ended.</returns>
    public static (string Take, Role Role) FailAtAnEntrance(Scratch scratch)
    {
        var home = new Installation(TinyHome.In(scratch).Value);
        var programme = new Programme("two", [.. new[] { "answer", "duet" }.Select(name => new ProgrammeItem(name, PresetFile.Find(name, home.Presets)))]);
        using var device = new NullDevice();
        using var recorder = new TakeRecorder(scratch.Path("takes"), Now);
        using Ensemble ensemble = Ensemble.Create(home, programme, device, 7, new ManualClock(), recorder.Written, keepsTake: false);
        var file = new FilePlayer(Calls(), ensemble.Stage.Played, device.SampleRate, rounds: 1_000);
        ensemble.Start();
        recorder.Begin(TakeRecorder.Header(programme, ensemble.Cast.Models, [], device, null, 7, Now));
        PlayUntil(3);
        Cast duet = ensemble.Load(1)!;
        ensemble.Desk.TrySend(StageCommand.Enter(1, duet.Scene.Slot));
        ensemble.Replace();
        PlayUntil(4);
        Cast again = ensemble.Load(0)!;
        ensemble.Desk.TrySend(StageCommand.Enter(0, again.Scene.Slot));
        PlayUntil(8);
        device.Stop();
        ensemble.Performer.Record();
        ensemble.Witness!.Close(device.Frame, ensemble.Stage.Meters.Overflows);
        recorder.Finish();
        return (recorder.Path, ensemble.Cast.Item.Preset.Role);

        void PlayUntil(double seconds)
        {
            while (device.Clock.Now.Seconds < seconds)
            {
                file.Fill();
                device.Run();
                ensemble.Performer.Step();
            }
        }
    }

    /// <summary>Four keys and a pause, again and again.</summary>
    public static IEnumerable<TimedMessage> Calls()
    {
        for (int i = 0; i < 4; i++)
        {
            yield return new(TimePoint.FromSeconds(0.12 * i), MidiMessage.NoteOn(0, new Pitch(60 + (3 * i)), 80), 0);
            yield return new(TimePoint.FromSeconds((0.12 * i) + 0.1), MidiMessage.NoteOff(0, new Pitch(60 + (3 * i))), 0);
        }

        yield return new(TimePoint.FromSeconds(1), MidiMessage.Control(0, 1, 0), 0);       // a wheel that moves nothing
    }

    /// <summary>The calls as a file that perform takes.</summary>
    public static string CallsFile(Scratch scratch)
    {
        var file = new MidiFile(MidiDivision.PerQuarter(500));
        file.AddTrack("keys", Calls().Select(call => (call.Time, call.Message)));
        file.Write(scratch.Path("calls.mid"));
        return scratch.Path("calls.mid");
    }

    /// <summary>Between two looks ten seconds have passed.</summary>
    private sealed class Ages : IClock
    {
        private int looks;

        public TimePoint Now => TimePoint.FromSeconds(10 * ++looks);
    }

    private sealed class Overwork(double times) : IClock
    {
        private readonly StopwatchClock clock = new();

        public TimePoint Now => new((long)(clock.Now.Ticks * times));
    }
}
