using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>The same engine as on stage, on a manual clock: a file plays the human, and time passes as fast as it can.</summary>
/// <remarks>Each block is followed by one step of the performer, so that a seed gives the same take bit for bit.</remarks>
internal sealed class Rehearsal(Installation home, RehearsalOptions options)
{
    /// <summary>The last notes ring out.</summary>
    private static readonly TimeSpan RingOut = TimeSpan.FromSeconds(2);

    /// <param name="progress">Called with what part of the music is over, 0 to 1, once for each second of it.</param>
    /// <exception cref="LivePerformerException">Something that the user can mend; nothing is written then.</exception>
    public RehearsalReport Run(Action<double>? progress = null)
    {
        Preset preset = PresetFile.Find(options.Preset, home.PresetFolders);
        MidiFile input = MidiFile.Read(options.Input);
        foreach (string path in options.Outputs) OutputFile.CheckWritable(path);

        using var device = new NullDevice();
        using Ensemble ensemble = Ensemble.Create(home, Programme.Of(preset), device, options.Seed, new ManualClock());     // who plays must not depend on this machine
        var human = new FilePlayer(HumanPart.Of(input, options.Input, Console.Error.WriteLine), ensemble.Stage.Played, device.SampleRate, rounds: options.Repeat);
        if (!human.HasNotes)
            throw new LivePerformerException($"'{options.Input}' holds no notes of a piano. Give a MIDI file in which somebody plays one.");

        var turns = new List<Turn>();
        using IDisposable turning = ensemble.Turns.Subscribe(turns.Add);
        using var gauge = new Gauge();
        long end = human.EndFrame + Frames(options.AnswerSeconds, device.SampleRate);
        using (WavWriter? wav = options.Wav is null ? null : WavWriter.Create(options.Wav, device.SampleRate))
        {
            ensemble.Start();
            long told = 0;
            while (device.Frame < end)
            {
                if (device.Frame >= told)
                {
                    progress?.Invoke(device.Frame / (double)end);
                    told = device.Frame + device.SampleRate;
                }

                human.Fill();
                device.Run();
                ensemble.Performer.Step();
                wav?.Write(device.Left, device.Right);
            }

            Finish(device, ensemble, wav);
        }

        if (ensemble.Cast.Players.Failure is string fault) throw new LivePerformerException(fault);

        double seconds = TimePoint.FromFrame(device.Frame, device.SampleRate).Seconds;
        RehearsalReport report = gauge.Read(ensemble, preset, options.Input, options.Seed, seconds);
        IReadOnlyList<TakeEvent> take = ensemble.Take.Snapshot();
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
