using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>The same engine as on stage, on a manual clock: a file, of MIDI or of sound, plays the human, and time passes as fast as it can.</summary>
/// <remarks>Each block is followed by one step of the performer, so that a seed gives the same take bit for bit.</remarks>
/// <param name="detectors">Makes who finds the notes in a recording; null: the transcribers that are installed.</param>
internal sealed class Rehearsal(Installation home, RehearsalOptions options, Transcribers.Maker? detectors = null)
{
    /// <summary>The last notes ring out.</summary>
    private static readonly TimeSpan RingOut = TimeSpan.FromSeconds(2);

    /// <param name="progress">Called with what part of the music is over, 0 to 1, once for each second of it.</param>
    /// <exception cref="LivePerformerException">Something that the user can mend; nothing is written then.</exception>
    public RehearsalReport Run(Action<double>? progress = null)
    {
        bool isSound = FileSound.IsFile(options.Input);
        if (isSound && options.Repeat > 1) throw new LivePerformerException($"A recording is played once, not {options.Repeat} times. Leave --repeat out, or give a MIDI file.");
        Preset preset = PresetFile.Find(options.Preset, home.PresetFolders);
        preset = isSound ? new MicrophoneOptions("", options.Transcriber).On(preset) : preset with { Microphone = preset.Microphone with { On = false } };
        foreach (string path in options.Outputs) OutputFile.CheckWritable(path);

        using var device = new NullDevice();
        using FileSound? sound = isSound ? new FileSound(options.Input, device.SampleRate) : null;
        device.Microphone = sound;
        MidiFile? input = isSound ? null : MidiFile.Read(options.Input);
        Programme programme = Programme.Of(preset);
        using Ensemble ensemble = Ensemble.Create(home, programme, device, options.Seed, new ManualClock());     // who plays must not depend on this machine
        using Listening? listening = Listening.Open(home, programme, ensemble.Stage, device, detectors ?? Transcribers.Load, hearsUs: false);      // no loudspeaker is in the recording
        FilePlayer? human = input is null ? null : new FilePlayer(HumanPart.Of(input, options.Input, Console.Error.WriteLine), ensemble.Stage.Played, device.SampleRate, rounds: options.Repeat);
        if (human?.HasNotes == false)
            throw new LivePerformerException($"'{options.Input}' holds no notes of a piano. Give a MIDI file in which somebody plays one.");

        var turns = new List<Turn>();
        using IDisposable turning = ensemble.Turns.Subscribe(turns.Add);
        using var gauge = new Gauge();
        long answer = Frames(options.AnswerSeconds, device.SampleRate);
        using (WavWriter? wav = options.Wav is null ? null : WavWriter.Create(options.Wav, device.SampleRate))
        {
            ensemble.Start();
            long told = 0;
            while ((human?.EndFrame ?? sound!.Length) is not { } last || device.Frame < last + answer)
            {
                if (device.Frame >= told)
                {
                    if ((human?.EndFrame ?? sound!.Expected) is { } expected) progress?.Invoke(Math.Min(1, device.Frame / (double)(expected + answer)));
                    told = device.Frame + device.SampleRate;
                }

                human?.Fill();
                device.Run();
                listening?.Listener.Step();
                ensemble.Performer.Step();
                wav?.Write(device.Left, device.Right);
            }

            Finish(device, ensemble, wav);
        }

        if ((ensemble.Cast.Players.Failure ?? listening?.Meters.Fault) is string fault) throw new LivePerformerException(fault);
        if (listening?.Meters.Notes == 0) throw new LivePerformerException($"No note of a piano was heard in '{options.Input}'. Give a recording in which somebody plays one.");

        double seconds = TimePoint.FromFrame(device.Frame, device.SampleRate).Seconds;
        RehearsalReport report = gauge.Read(ensemble, preset, options.Input, options.Seed, seconds, listening?.Meters);
        TakeEvent[] take = [.. ensemble.Take.Snapshot().OrderBy(e => e.SentFrame)];        // what a microphone heard was told later than it sounded
        if (options.Take is not null) TakeFile.Write(TakeFile.ToMidi(take, device.SampleRate), options.Take);
        if (TakeRoll.IsFile(options.Roll)) TakeRoll.Of(take, turns.Select(turn => (turn.At, turn.Source)), device.SampleRate).Bounded().Write(options.Roll!);
        else if (options.Roll is not null) RollSvg.Write(TakeFile.Notes(take, device.SampleRate), $"{Path.GetFileName(options.Input)}, preset {preset.Name}", options.Roll);
        if (options.Report is not null) ReportFile.Write(report, options.Report);
        return report;
    }

    /// <summary>Ends the AI's notes as at any hand-over, and lets the piano ring out.</summary>
    private static void Finish(NullDevice device, Ensemble ensemble, WavWriter? wav)
    {
        bool ended = false;
        long end = device.Frame + Frames(RingOut.TotalSeconds, device.SampleRate);
        while (device.Frame < end)
        {
            ended = ended || ensemble.Performer.End();
            device.Run();
            ensemble.Performer.Record();
            wav?.Write(device.Left, device.Right);
        }

        device.Stop();
        ensemble.Performer.Record();
    }

    private static long Frames(double seconds, int sampleRate) => (long)Math.Round(seconds * sampleRate);
}
