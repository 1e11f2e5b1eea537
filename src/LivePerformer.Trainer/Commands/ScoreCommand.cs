using System.CommandLine;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>score</c>: two files of notes, and how well one stands for the other.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var reference = new Option<string>("--reference") { Description = "The notes that were played: a MIDI file, or a table of onset, offset, note and velocity with tabs between them.", Required = true, HelpName = "FILE" };
        var estimate = new Option<string>("--estimate") { Description = "The notes that were heard, likewise.", Required = true, HelpName = "FILE" };
        var report = new Option<string?>("--report") { Description = "JSON file for the numbers.", HelpName = "FILE" };
        var command = new Command("score", "Score a transcription by mir_eval's rules: onsets within 50, 30, 20 and 10 ms, ends, velocities.") { reference, estimate, report };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(reference), parsed.GetRequiredValue(estimate), parsed.GetValue(report)));
        return command;
    }

    private static int Run(string reference, string estimate, string? reportFile)
    {
        List<TranscribedNote> played = NoteFile.Read(reference), heard = NoteFile.Read(estimate);
        if (played.Count == 0) Console.Error.WriteLine($"'{reference}' has no notes: every score is 0.");
        if (heard.Count == 0) Console.Error.WriteLine($"'{estimate}' has no notes: every score is 0.");

        IReadOnlyDictionary<string, TranscriptionScore> scores = TranscriptionScore.Of(played, heard);
        ConsoleProgress.Say($"{played.Count} notes were played, {heard.Count} were heard.");
        ConsoleProgress.Say($"{"",-28}{"precision",11}{"recall",11}{"F1",11}{"overlap",11}");
        foreach ((string rule, TranscriptionScore score) in scores)
            ConsoleProgress.Say($"{rule,-28}{score.Precision,11:F4}{score.Recall,11:F4}{score.F1,11:F4}{score.Overlap,11:F4}");
        if (reportFile is not null) ReportFile.Write(reportFile, Report());
        return 0;

        OrderedDictionary<string, object> Report() => new(
            [new("reference", reference), new("estimate", estimate), new("reference_notes", played.Count), new("estimate_notes", heard.Count), .. scores.Select(pair => KeyValuePair.Create(pair.Key, (object)pair.Value))]);
    }
}
