using System.Reactive.Concurrency;
using System.Reactive.Linq;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>The line from the keys to the answer, live, until it is asked to stop.</summary>
internal sealed class LivePerformance(Installation home, PerformOptions options)
{
    /// <summary>With a file as the human and no time given, the AI goes on this long after the file.</summary>
    private static readonly TimeSpan AfterTheFile = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LivePerformerException">Something that the user can mend.</exception>
    public void Run()
    {
        if (SharesRuntime) YoungBudget.Ensure();
        Preset preset = PresetFile.Find(options.Preset, home.Presets);
        if (options.Time is not null) preset = options.Time.On(preset);
        if (options.Loop && !options.InputIsFile) throw new LivePerformerException("--loop needs a file that plays in your place: give --input file.mid.");
        if (options.Report is not null) OutputFile.CheckWritable(options.Report);
        MidiFile? input = options.InputIsFile ? MidiFile.Read(options.Input!) : null;
        using var stop = new StopSignal();
        using IAudioDevice device = OpenDevice(input is not null);
        DateTimeOffset now = TimeProvider.System.GetLocalNow();
        using TakeRecorder? recorder = options.Record is null ? null : new TakeRecorder(options.Record, now);
        using Ensemble ensemble = Ensemble.Create(home, preset, device, options.Seed, new StopwatchClock(), recorder?.Written, keepsTake: false);
        FilePlayer? file = input is null ? null : new FilePlayer(HumanPart.Of(input, options.Input!, Console.Error.WriteLine), ensemble.Stage.Played, device.SampleRate, device.SampleRate / 2, options.Loop ? int.MaxValue : 1);
        using IDisposable turns = ensemble.Performer.Turns.ObserveOn(TaskPoolScheduler.Default).Subscribe(turn => Tell(turn, preset.Role));   // a stuck terminal must not stop the music

        string? fault;
        var gauge = new Gauge();
        ensemble.Start();
        try
        {
            recorder?.Begin(TakeRecorder.Header(preset, ensemble.Models, device, options.Input, options.Seed, now));
            Greet(preset, ensemble, device);
            using var performer = new PerformerThread(ensemble.Performer, file);
            fault = Wait(stop, device, performer, ensemble, recorder, Length(file, device));
        }
        finally
        {
            device.Stop();   // ends every note that sounds, on every port, and whatever went wrong: before what the callback plays from is gone
        }

        ensemble.Performer.Record();
        ensemble.Witness?.Close(device.Clock.Now.ToFrame(device.SampleRate), ensemble.Stage.Meters.Overflows);
        recorder?.Finish();
        RehearsalReport report = gauge.Read(ensemble, preset, options.Input ?? device.Name, options.Seed, device.Clock.Now.Seconds);
        Summarize(report, recorder);
        if (options.Report is not null)
        {
            ReportFile.Write(report, options.Report);
            Terminal.Say($"Wrote {options.Report}");
        }

        fault ??= ensemble.Players.Failure ?? recorder?.Fault;
        if (fault is not null) throw new LivePerformerException(fault);
    }

    /// <summary>The sound server will call into our own runtime.</summary>
    private bool SharesRuntime => options.Audio != "null"
        && (options.Callback == CallbackChoice.Managed || (options.Callback == CallbackChoice.Auto && !File.Exists(NativeCallback.DefaultPath)));

    private IAudioDevice OpenDevice(bool fileIsInput)
    {
        if (options.Audio != "null")
        {
            try
            {
                return new JackDevice(new JackOptions { Input = options.InputIsFile ? null : options.Input, Output = options.Output, Callback = options.Callback });
            }
            catch (DeviceException absent) when (options.Audio == "auto" && fileIsInput && options.Output is null)
            {
                Terminal.Complain($"{absent.Message} Going on in silence (--audio null).");
            }
        }

        if (!fileIsInput)
            throw new LivePerformerException("With --audio null there are no keys to hear. Give --input file.mid, or start JACK or PipeWire and use --audio jack.");
        if (options.Output is not null)
            throw new LivePerformerException($"With --audio null there is no port '{options.Output}'. Leave --output out, or start JACK or PipeWire and use --audio jack.");
        return new StopwatchDevice();
    }

    private TimeSpan Length(FilePlayer? file, IAudioDevice device)
    {
        if (options.Seconds > 0) return TimeSpan.FromSeconds(options.Seconds);
        return file is null || options.Loop ? TimeSpan.MaxValue : TimePoint.FromFrame(file.EndFrame, device.SampleRate).SinceStart + AfterTheFile;
    }

    private static string? Wait(
        StopSignal stop, IAudioDevice device, PerformerThread performer, Ensemble ensemble, TakeRecorder? recorder, TimeSpan length)
    {
        FallbackImproviser players = ensemble.Players;
        var tempo = new TempoTeller(ensemble.Conductor);
        string? told = null;
        int takeOvers = 0;
        while (!stop.Wait(Round))
        {
            TimeSpan elapsed = device.Clock.Now.SinceStart;
            if (elapsed >= length) return null;
            WatchDevice(device, recorder);
            if ((device as JackDevice)?.Unfit is string unfit) return unfit;
            if (performer.Fault is Exception error) return $"The performer stopped and all notes were ended: {error.Message.ReplaceLineEndings(" ")}";

            if ((players.Failure ?? recorder?.Fault) is string problem && problem != told) Terminal.Complain(told = problem);
            if (players.TakeOvers > takeOvers)
            {
                recorder?.Remark(device.Clock.Now, $"another one plays: {players.Reason}");
                if (players.Reason != told) Terminal.Say($"{elapsed:mm\\:ss\\.f}  another one plays: {players.Reason}");
            }

            takeOvers = players.TakeOvers;
            if (tempo.News() is string news) Terminal.Say($"{elapsed:mm\\:ss\\.f}  {news}");
        }

        return device.Fault is DeviceFault fault
            ? $"The device '{device.Name}' was lost ({fault}) and all notes were ended; it did not come back. Start it again, then perform again."
            : null;
    }

    /// <summary>What the device lost is restored when it comes back; people and the take are told.</summary>
    private static void WatchDevice(IAudioDevice device, TakeRecorder? recorder, Action? onLost = null)
    {
        if (device is not JackDevice jack) return;
        foreach (DeviceNews news in jack.Watch())
        {
            if (news.Kind == NewsKind.ServerLost) onLost?.Invoke();     // the performer may be told here: CommandKind.DeviceLost
            if (news.Kind != NewsKind.ServerUnfit) Terminal.Say($"{device.Clock.Now.SinceStart:mm\\:ss\\.f}  {news.Text}");
            recorder?.Remark(device.Clock.Now, news.Text);
        }
    }

    private static void Tell(Turn turn, Role role) =>
        Terminal.Say($"{turn.At.SinceStart:mm\\:ss\\.f}  {(turn.Source == NoteSource.Ai ? Begins(role) : role == Role.Answer ? "your turn" : "the AI is silent")}");

    private static string Begins(Role role) => role == Role.Answer ? "the AI answers" : "the AI plays";

    private void Greet(Preset preset, Ensemble ensemble, IAudioDevice device)
    {
        Terminal.Say($"Preset '{preset.Name}', model '{ensemble.Model.Name}', {device.Name} at {device.SampleRate} Hz, {device.BlockFrames} frames.");
        if (device is JackDevice jack)
        {
            Terminal.Say($"Keys come in on {string.Join(", ", jack.InputPorts)}, everything leaves on {string.Join(", ", jack.OutputPorts)}, the AI on channel {preset.Midi.AiChannel}.");
            Terminal.Say(jack.IsNative
                ? "The audio callback is a library with a runtime of its own."
                : "The audio callback runs in process, where the collector may delay it: see LivePerformer doctor.");
            if (jack.NativeFault is not null) Terminal.Complain($"{jack.NativeFault} The callback runs in process.");
        }

        Terminal.Say(options.InputIsFile ? $"'{options.Input}' plays the human. Ctrl-C stops." : preset.Role switch
        {
            Role.Duet => "Play: the AI plays along. Ctrl-C stops.",
            Role.Continue => "Play, then give the cue: the AI goes on until it is stopped. Ctrl-C stops.",
            _ => "Play, then pause: the AI answers until you play again. Ctrl-C stops.",
        });
    }

    private static void Summarize(RehearsalReport report, TakeRecorder? recorder)
    {
        string after = report.CueToFirstNoteP50Ms is double ms ? $", the first note {ms:0} ms after the cue (median; p99 {report.CueToFirstNoteP99Ms:0} ms)" : "";
        Terminal.Say($"{report.Answers} answers with {report.AiNotes} notes{after}; late {report.LateNotes}, dropped {report.DroppedNotes}, xruns {report.Xruns}.");
        string success = report.SuccessRate is double rate ? $"{rate:0.0000} of the notes in time, " : "";
        Terminal.Say($"{success}stale {report.StaleNotes}, stuck {report.StuckNotes}, moved later {report.MovedNotes} ({report.SlowedByMs:0} ms); {report.TakeOvers} take-overs; memory {report.ManagedStartMib:0.0} to {report.ManagedEndMib:0.0} MiB.");
        if (recorder is not null) Terminal.Say($"Wrote {recorder.Path}{(recorder.Midi is null ? "" : $" and {recorder.Midi}")}");
    }
}
