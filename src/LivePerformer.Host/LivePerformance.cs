using System.Reactive.Concurrency;
using System.Reactive.Linq;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>The line from the keys to the answer, live, until it is asked to stop.</summary>
/// <param name="hub">Tells others what happens; null: nobody.</param>
/// <param name="page">Shows it, and may be the instrument; null: there is none.</param>
internal sealed class LivePerformance(Installation home, PerformOptions options, StopSignal stop, LiveHub? hub = null, Page? page = null)
{
    /// <summary>With a file as the human and no time given, the AI goes on this long after the file.</summary>
    private static readonly TimeSpan AfterTheFile = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(50);

    /// <exception cref="LivePerformerException">Something that the user can mend.</exception>
    public void Run()
    {
        if (SharesRuntime) YoungBudget.Ensure();
        Programme programme = options.SetList is null ? Programme.Of(PresetFile.Find(options.Preset, home.PresetFolders)) : Programme.Read(SetListFile.Find(options.SetList, home.PresetFolders), home);
        if (options.Time is not null) programme = programme.With(options.Time.On);
        if (options.Microphone is not null) programme = programme.With(options.Microphone.On);
        if (options.Loop && !options.InputIsFile) throw new LivePerformerException("--loop needs a file that plays in your place: give --input file.mid.");
        if (options.Report is not null) OutputFile.CheckWritable(options.Report);
        OtlpEndpoint? collector = OtlpEndpoint.Find(options.Metrics, Environment.GetEnvironmentVariable);
        MidiFile? input = options.InputIsFile ? MidiFile.Read(options.Input!) : null;
        using IAudioDevice device = OpenDevice(programme, input is not null);
        DateTimeOffset now = TimeProvider.System.GetLocalNow();
        using TakeRecorder? recorder = options.Record is null ? null : new TakeRecorder(options.Record, now);
        ControlsPlace place = ControlsPlace.Of(options.Controls);
        IReadOnlyList<Binding> own = place.Load(), calls = programme.Calls(own);
        var controls = new Controls([.. own, .. calls], learnsPort: programme.Inputs.Count > 1, programme.Refuses);
        using Drill? drill = Drill.Find();
        using SpscRing<TakeEntry>? watched = hub is null ? null : Performing.NewRing();
        using Ensemble ensemble = Ensemble.Create(home, programme, device, options.Seed, new StopwatchClock(), recorder?.Written, keepsTake: false, controls, watched);
        using Listening? listening = Listening.Open(home, programme, ensemble.Stage, device, Transcribers.Load);
        FilePlayer? file = input is null ? null : new FilePlayer(HumanPart.Of(input, options.Input!, Console.Error.WriteLine), ensemble.Stage.Played, device.SampleRate, device.SampleRate / 2, options.Loop ? int.MaxValue : 1);
        using IDisposable turns = ensemble.Turns.ObserveOn(TaskPoolScheduler.Default).Subscribe(turn => Tell(turn, ensemble.Cast.Item.Preset.Role));   // a stuck terminal must not stop the music

        string? fault;
        using var gauge = new Gauge();
        using var meters = new MeterBoard(ensemble, device, gauge.Collector, recorder, listening?.Meters);
        using MetricsExport? export = collector is null ? null : new MetricsExport(collector, meters);
        var commentary = new Commentary(ensemble, device, recorder);
        using var post = new CommandPost(ensemble, commentary, place, calls);
        using LiveConsole? console = options.Plain ? null : LiveConsole.Open(meters, $"{programme.Name} - {ensemble.Cast.Model.Name} - {device.Name} at {device.SampleRate} Hz, {device.BlockFrames} frames", [.. ConsoleKeys.Texts, "Ctrl-C stops"]);
        if (console is not null) console.OnKey = post.OnKey;
        using IDisposable? shown = hub?.Begin(new Performing(ensemble, device, meters, post, recorder, watched!, home));
        using var crash = new CrashGuard(() => End(device, ensemble, recorder));
        ensemble.Start();
        try
        {
            recorder?.Begin(TakeRecorder.Header(programme, ensemble.Cast.Models, controls.Bindings, device, options.Input, options.Seed, now));
            Greet(ensemble, device, listening);
            listening?.Start();
            using var stagehand = new Stagehand(ensemble, commentary.Complain);
            using var supervisor = new Supervisor(ensemble, stagehand, () => new PerformerThread(ensemble.Performer, file, meters.Rounds, drill is null ? null : () => drill.OnPerformerThread(device.Clock.Now)));
            fault = Wait(device, ensemble, supervisor, commentary, listening, Length(file, device), drill);
        }
        finally
        {
            End(device, ensemble, recorder);
        }

        console?.Dispose();
        RehearsalReport report = gauge.Read(ensemble, programme.Items[0].Preset, options.Input ?? device.Name, options.Seed, device.Clock.Now.Seconds, listening?.Meters);
        Summarize(report, recorder);
        if (options.Report is not null)
        {
            ReportFile.Write(report, options.Report);
            Terminal.Say($"Wrote {options.Report}");
        }

        fault ??= ensemble.PlayersLog.Failure ?? recorder?.Fault;
        if (fault is not null) throw new LivePerformerException(fault);
    }

    /// <summary>The sound server will call into our own runtime.</summary>
    private bool SharesRuntime => options.Audio is not ("null" or "page")
        && (options.Callback == CallbackChoice.Managed || (options.Callback == CallbackChoice.Auto && !File.Exists(NativeCallback.DefaultPath)));

    private IAudioDevice OpenDevice(Programme programme, bool fileIsInput)
    {
        if (options.Audio is "page" or "null" && programme.Microphone is not null)
            throw new LivePerformerException($"With --audio {options.Audio} there is no microphone. Start JACK or PipeWire and use --audio jack, or leave --microphone out and take another preset.");
        if (options.Audio == "page") return PageDevice(page ?? throw new LivePerformerException("With --audio page the page sounds, but it is left out. Leave --page off out."));
        if (options.Audio != "null")
        {
            try
            {
                return new JackDevice(new JackOptions
                {
                    Inputs = programme.Inputs,
                    Outputs = programme.Outputs,
                    Input = options.InputIsFile ? null : options.Input,
                    Output = options.Output,
                    Microphone = programme.Microphone?.Connect,
                    Callback = options.Callback,
                });
            }
            catch (DeviceException) when (options.Audio == "auto" && options.Output is null && options.Input is null && page is not null && programme.Microphone is null)
            {
                Terminal.Say("There is no sound server: the page is the instrument, and sounds.");
                return PageDevice(page);
            }
            catch (DeviceException absent) when (options.Audio == "auto" && fileIsInput && options.Output is null && programme.Microphone is null)
            {
                Terminal.Complain($"{absent.Message} Going on in silence (--audio null).");
            }
        }

        if (!fileIsInput && page is null && options.Osc?.Port is null)
            throw new LivePerformerException("With --audio null there are no keys to hear. Give --input file.mid, or start JACK or PipeWire and use --audio jack.");
        if (options.Output is not null)
            throw new LivePerformerException($"With --audio null there is no port '{options.Output}'. Leave --output out, or start JACK or PipeWire and use --audio jack.");
        return new StopwatchDevice();
    }

    private static StopwatchDevice PageDevice(Page page) => new(SoundOutlet.Rate, sink: page.Sound, name: SoundOutlet.DeviceName);

    private TimeSpan Length(FilePlayer? file, IAudioDevice device)
    {
        if (options.Seconds > 0) return TimeSpan.FromSeconds(options.Seconds);
        return file is null || options.Loop ? TimeSpan.MaxValue : TimePoint.FromFrame(file.EndFrame, device.SampleRate).SinceStart + AfterTheFile;
    }

    private string? Wait(IAudioDevice device, Ensemble ensemble, Supervisor supervisor, Commentary commentary, Listening? listening, TimeSpan length, Drill? drill)
    {
        while (!stop.Wait(Round))
        {
            TimeSpan elapsed = device.Clock.Now.SinceStart;
            if (elapsed >= length || page?.WantsAnother == true) return null;
            WatchDevice(device, commentary, ensemble.Desk);
            if ((device as JackDevice)?.Unfit is string unfit) return unfit;
            if (supervisor.Look(elapsed, out string? news) is string given) return given;

            if (news is not null) commentary.Complain(news);
            commentary.Go();
            listening?.Watch(commentary);
            drill?.OnControlThread(device.Clock.Now);
        }

        return device.Fault is DeviceFault fault
            ? $"The device '{device.Name}' was lost ({fault}) and all notes were ended; it did not come back. Start it again, then perform again."
            : null;
    }

    /// <summary>What the device lost is restored when it comes back; people, the performer and the take are told.</summary>
    private static void WatchDevice(IAudioDevice device, Commentary commentary, CommandDesk desk)
    {
        if (device is not JackDevice jack) return;
        foreach (DeviceNews news in jack.Watch())
        {
            if (news.Kind == NewsKind.ServerLost) desk.TrySend(new(CommandKind.DeviceLost));
            if (news.Kind != NewsKind.ServerUnfit) commentary.Remark(news.Text);
        }
    }

    /// <summary>Notes off first, on every port and whatever went wrong, and before what the callback plays from is gone; then
    /// the take is closed.</summary>
    private static void End(IAudioDevice device, Ensemble ensemble, TakeRecorder? recorder)
    {
        device.Stop();
        ensemble.Close();
        ensemble.Witness?.Close(device.Clock.Now.ToFrame(device.SampleRate), ensemble.Stage.Meters.Overflows + device.Overflows);
        recorder?.Finish();
    }

    private static void Tell(Turn turn, Role role) =>
        Terminal.Say($"{turn.At.SinceStart:mm\\:ss\\.f}  {(turn.Source == NoteSource.Ai ? Begins(role) : role == Role.Answer ? "your turn" : "the AI is silent")}");

    private static string Begins(Role role) => role == Role.Answer ? "the AI answers" : "the AI plays";

    private void Greet(Ensemble ensemble, IAudioDevice device, Listening? listening)
    {
        Preset preset = ensemble.Cast.Item.Preset;
        if (options.SetList is not null) Terminal.Say($"Set list '{ensemble.Programme.Name}' with {ensemble.Programme.Items.Count} items, the first '{ensemble.Cast.Item.Name}'.");
        Terminal.Say($"Preset '{preset.Name}', model '{ensemble.Cast.Model.Name}', {device.Name} at {device.SampleRate} Hz, {device.BlockFrames} frames.");
        if (device is JackDevice jack)
        {
            Terminal.Say($"Keys come in on {string.Join(", ", jack.InputPorts)}, everything leaves on {string.Join(", ", jack.OutputPorts)}, the AI on channel {preset.Midi.AiChannel}.");
            Terminal.Say(jack.IsNative
                ? "The audio callback is a library with a runtime of its own."
                : "The audio callback runs in process, where the collector may delay it: see LivePerformer doctor.");
            if (jack.NativeFault is not null) Terminal.Complain($"{jack.NativeFault} The callback runs in process.");
        }

        if (listening is not null)
        {
            Terminal.Say($"The microphone comes in on {(device as JackDevice)?.MicrophonePort ?? device.Name}: transcriber '{listening.Name}' tells a note at most {listening.Listener.Delay.TotalMilliseconds:0} ms after it sounded.");
            if (!listening.IsCalibrated) Terminal.Say("Its level, noise and tuning were not measured. To measure them: LivePerformer calibrate --microphone --out FILE, then perform --latency FILE.");
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
