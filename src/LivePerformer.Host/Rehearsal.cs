using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>The same engine as on stage, on a manual clock: a file plays the human, and time passes as fast as it can.</summary>
/// <remarks>Each block is followed by one step of the performer, so that a seed gives the same take bit for bit.</remarks>
internal sealed class Rehearsal(Installation home, RehearsalOptions options)
{
    /// <summary>The last notes ring out.</summary>
    private static readonly TimeSpan RingOut = TimeSpan.FromSeconds(2);

    /// <exception cref="LivePerformerException">Something that the user can mend; nothing is written then.</exception>
    public RehearsalReport Run()
    {
        Preset preset = PresetFile.Find(options.Preset, home.Presets);
        MidiFile input = MidiFile.Read(options.Input);
        foreach (string path in options.Outputs) OutputFile.CheckWritable(path);

        using var device = new NullDevice();
        using Ensemble ensemble = Ensemble.Create(home, preset, device, options.Seed);
        var human = new FilePlayer(input.Messages(), ensemble.Stage.Played, device.SampleRate);
        if (!human.HasNotes)
            throw new LivePerformerException($"'{options.Input}' holds no notes. Give a MIDI file in which somebody plays.");

        long started = Stopwatch.GetTimestamp();
        long end = human.EndFrame + Frames(options.AnswerSeconds, device.SampleRate);
        using (WavWriter? wav = options.Wav is null ? null : WavWriter.Create(options.Wav, device.SampleRate))
        {
            device.Start(ensemble.Processor);
            while (device.Frame < end)
            {
                human.Fill();
                device.Run();
                ensemble.Performer.Step();
                wav?.Write(device.Left, device.Right);
            }

            Finish(device, ensemble, wav);
        }

        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        if (ensemble.Improviser.Fault is string fault) throw new LivePerformerException(fault);

        IReadOnlyList<TakeEvent> take = ensemble.Take.Snapshot();
        RehearsalReport report = Report(ensemble, preset, take, device, wall);
        if (options.Take is not null) TakeFile.Write(TakeFile.ToMidi(take, device.SampleRate), options.Take);
        if (options.Roll is not null) RollSvg.Write(TakeFile.Notes(take, device.SampleRate), $"{Path.GetFileName(options.Input)}, preset {preset.Name}", options.Roll);
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

    private RehearsalReport Report(Ensemble ensemble, Preset preset, IReadOnlyList<TakeEvent> take, NullDevice device, TimeSpan wall)
    {
        AnswerLog answers = ensemble.Performer.Answers;
        Improviser model = ensemble.Improviser;
        double[] cueToNote = [.. answers.FirstNotes.Select(t => t.TotalMilliseconds)];
        double[] thinking = [.. answers.Thinking.Select(t => t.TotalMilliseconds)];
        double seconds = TimePoint.FromFrame(device.Frame, device.SampleRate).Seconds;
        return new RehearsalReport
        {
            Input = Path.GetFileName(options.Input),
            Preset = preset.Name,
            Model = ensemble.Model.Name,
            Seed = options.Seed,
            Seconds = seconds,
            HumanNotes = take.Count(e => e.Source == NoteSource.Human && e.Message.IsNoteOn),
            Answers = answers.Count,
            AiNotes = answers.Notes,
            CueToFirstNoteP50Ms = Percentiles.Of(cueToNote, 0.5),
            CueToFirstNoteP99Ms = Percentiles.Of(cueToNote, 0.99),
            ThinkingToFirstNoteP50Ms = Percentiles.Of(thinking, 0.5),
            ThinkingToFirstNoteP99Ms = Percentiles.Of(thinking, 0.99),
            LateNotes = ensemble.Stage.Meters.LateNotes,
            DroppedNotes = ensemble.Stage.Meters.DroppedNotes,
            StuckNotes = TakeFile.Stuck(take),
            TokensHeard = model.TokensHeard,
            TokensPlayed = model.TokensGenerated,
            TokensPerSecond = (model.TokensHeard + model.TokensGenerated) / Math.Max(1e-9, model.ModelTime.TotalSeconds),
            RealTimeFactor = seconds / wall.TotalSeconds,
            WallSeconds = wall.TotalSeconds,
        };
    }

    private static long Frames(double seconds, int sampleRate) => (long)Math.Round(seconds * sampleRate);
}
