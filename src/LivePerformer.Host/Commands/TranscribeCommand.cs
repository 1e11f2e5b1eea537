using System.CommandLine;
using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Host.Commands;

/// <summary>Writes down what is played in a recording of a piano.</summary>
internal static class TranscribeCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("recording") { Description = "A WAV or FLAC file of a piano." };
        var output = new Option<string?>("--out") { Description = "The MIDI file to write; beside the recording, if left out." };
        var model = new Option<string>("--model") { Description = "Who listens: a transcriber's name out of 'LivePerformer models', or the path of its folder.", DefaultValueFactory = _ => Shared.DefaultTranscriber };
        var report = new Option<string?>("--report") { Description = "Where to write notes, pedal and speed (JSON)." };
        var pedal = new Option<bool>("--pedal") { Description = "Write the sustain pedal too. Notes are as long as they sound either way." };
        Option<string?> progress = Shared.Progress();
        var threads = new Option<int>("--threads") { Description = "Threads to listen with.", DefaultValueFactory = _ => 1 };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 64)) result.AddError("--threads takes 1 to 64.");
        });
        var command = new Command("transcribe", "Write down what is played in a recording of a piano, as a MIDI file.") { input, output, model, report, pedal, progress, threads };
        command.SetAction((parsed, stop) =>
        {
            string from = parsed.GetValue(input)!, to = parsed.GetValue(output) ?? Path.ChangeExtension(from, ".mid");
            using SoundFile file = SoundFile.Open(from);
            using TranscriberFolder ear = TranscriberFolder.Load(Shared.ModelPlace(Installation.Find(), parsed.GetValue(model)!), parsed.GetValue(threads));
            foreach (string target in new[] { to, parsed.GetValue(report) }.OfType<string>()) OutputFile.CheckWritable(target);

            long began = Stopwatch.GetTimestamp();
            using var line = new ProgressWriter("transcribe", parsed.GetValue(progress) is not null);
            double length = file.Frames > 0 ? file.Frames / (double)file.SampleRate : double.NaN;
            Transcription heard = Transcription.Of(ear, file, seconds => line.Show(seconds / length, $"{seconds:0} s heard"), forte: LoudestPassage.Ahead(file, stop), stop: stop);
            line.Dispose();
            double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
            IReadOnlyList<PedalSpan> pedals = parsed.GetValue(pedal) ? heard.Pedals : [];
            OutputFile.Replace(to, stream => NoteMidi.Of(heard.Notes, pedals, "Piano").Write(stream));
            if (parsed.GetValue(report) is { } path) ReportFile.Write(Report(from, ear.Manifest, heard, wall), path);
            Console.WriteLine($"{heard.Notes.Count} notes in {heard.Seconds:0.0} s, heard in {wall:0.0} s: {heard.Seconds / wall:0} times real time. Wrote {to}");
            return Task.FromResult(0);
        });
        return command;
    }

    private static TranscriptionReport Report(string input, TranscriberManifest model, Transcription heard, double wall) => new()
    {
        Input = input,
        Model = model.Name,
        DelayMs = model.DelayMilliseconds,
        Seconds = heard.Seconds,
        WallSeconds = wall,
        RealTimeFactor = heard.Seconds / wall,
        Notes = [.. heard.Notes.Select(note => new TranscriptionReport.HeardNote(note.Onset, note.Offset, note.Pitch, (int)note.Velocity))],
        Pedals = [.. heard.Pedals.Select(span => new TranscriptionReport.HeardPedal(span.From, span.To))],
    };
}
