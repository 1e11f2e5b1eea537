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
        Preset preset = PresetFile.Find(options.Preset, home.Presets);
        MidiFile? input = options.InputIsFile ? MidiFile.Read(options.Input!) : null;
        using var stop = new StopSignal();
        using IAudioDevice device = OpenDevice(input is not null);
        using Ensemble ensemble = Ensemble.Create(home, preset, device, options.Seed);
        TakeRecorder? recorder = options.Record is null ? null : new TakeRecorder(ensemble.Take, options.Record, TimeProvider.System.GetLocalNow());
        FilePlayer? file = input is null ? null : new FilePlayer(input.Messages(), ensemble.Stage.Played, device.SampleRate, device.SampleRate / 2);
        using IDisposable turns = ensemble.Performer.Turns.ObserveOn(TaskPoolScheduler.Default).Subscribe(Tell);   // a stuck terminal must not stop the music

        string? fault;
        device.Start(ensemble.Processor);
        Greet(preset, ensemble, device);
        using (var performer = new PerformerThread(ensemble.Performer, file))
        {
            fault = Wait(stop, device, performer, ensemble.Improviser, recorder, Length(file, device));
        }

        device.Stop();   // ends every note that sounds, on every port
        ensemble.Performer.Record();
        recorder?.Finish();
        Summarize(ensemble, recorder);
        fault ??= ensemble.Improviser.Fault ?? recorder?.Fault;
        if (fault is not null) throw new LivePerformerException(fault);
    }

    private IAudioDevice OpenDevice(bool fileIsInput)
    {
        if (options.Audio != "null")
        {
            try
            {
                return new JackDevice(new JackOptions { Input = options.InputIsFile ? null : options.Input, Output = options.Output });
            }
            catch (DeviceException absent) when (options.Audio == "auto" && fileIsInput && options.Output is null)
            {
                Console.Error.WriteLine($"{absent.Message} Going on in silence (--audio null).");
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
        return file is null ? TimeSpan.MaxValue : TimePoint.FromFrame(file.EndFrame, device.SampleRate).SinceStart + AfterTheFile;
    }

    private static string? Wait(
        StopSignal stop, IAudioDevice device, PerformerThread performer, Improviser improviser, TakeRecorder? recorder, TimeSpan length)
    {
        string? told = null;
        while (!stop.Wait(Round))
        {
            TimeSpan elapsed = device.Clock.Now.SinceStart;
            if (elapsed >= length) return null;
            if (device.Fault is DeviceFault fault) return $"The device '{device.Name}' was lost ({fault}) and all notes were ended. Start it again, then perform again.";
            if (performer.Fault is Exception error) return $"The performer stopped and all notes were ended: {error.Message.ReplaceLineEndings(" ")}";

            recorder?.SaveWhenDue(elapsed);
            if ((improviser.Fault ?? recorder?.Fault) is string problem && problem != told) Console.Error.WriteLine(told = problem);
        }

        return null;
    }

    private static void Tell(Turn turn) =>
        Console.WriteLine($"{turn.At.SinceStart:mm\\:ss\\.f}  {(turn.Source == NoteSource.Ai ? "the AI answers" : "your turn")}");

    private void Greet(Preset preset, Ensemble ensemble, IAudioDevice device)
    {
        Console.WriteLine($"Preset '{preset.Name}', model '{ensemble.Model.Name}', {device.Name} at {device.SampleRate} Hz, {device.BlockFrames} frames.");
        if (device is JackDevice jack) Console.WriteLine($"Keys come in on {jack.KeysPort}, everything leaves on {jack.OutPort}, the AI on channel {preset.Midi.AiChannel}.");
        Console.WriteLine(options.InputIsFile ? $"'{options.Input}' plays the human. Ctrl-C stops." : "Play, then pause: the AI answers until you play again. Ctrl-C stops.");
    }

    private static void Summarize(Ensemble ensemble, TakeRecorder? recorder)
    {
        AnswerLog answers = ensemble.Performer.Answers;
        double? first = Percentiles.Of([.. answers.FirstNotes.Select(t => t.TotalMilliseconds)], 0.5);
        string after = first is double ms ? $", the first note {ms:0} ms after the cue (median)" : "";
        StageMeters meters = ensemble.Stage.Meters;
        Console.WriteLine($"{answers.Count} answers with {answers.Notes} notes{after}; late {meters.LateNotes}, dropped {meters.DroppedNotes}, xruns {meters.Xruns}.");
        if (recorder is not null) Console.WriteLine($"Wrote {recorder.Path}");
    }
}
