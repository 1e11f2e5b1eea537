using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>compare</c>: two folders of MIDI files, and how alike they are; no model is asked.</summary>
internal static class CompareCommand
{
    private const int MostPieces = 300;   // distances grow with the square: these are 90,000 in a set, a minute or two in all

    public static Command Create()
    {
        var midi = new Option<string>("--midi") { Description = "Folder of MIDI files in question; folders in it count too.", Required = true, HelpName = "DIR" };
        var reference = new Option<string>("--reference") { Description = "Folder of MIDI files to compare them with.", Required = true, HelpName = "DIR" };
        var report = new Option<string?>("--report") { Description = "JSON file for the numbers.", HelpName = "FILE" };
        var plots = new Option<string?>("--plots") { Description = "Folder for PNG plots.", HelpName = "DIR" };
        var seconds = new Option<double?>("--seconds") { Description = "Look only at so much of the beginning of each piece; without it at whole pieces." };
        var pieces = new Option<int>("--pieces") { Description = "The most pieces of each folder, spread evenly over their sorted names.", DefaultValueFactory = _ => 100 };
        var command = new Command("compare", "Compare two folders of MIDI files: the metrics of muspy, distances and overlap as mgeval.") { midi, reference, report, plots, seconds, pieces };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetRequiredValue(midi), parsed.GetRequiredValue(reference),
            parsed.GetValue(report), parsed.GetValue(plots), parsed.GetValue(seconds), parsed.GetValue(pieces), stop)));
        return command;
    }

    private static int Run(string midi, string reference, string? report, string? plots, double? seconds, int pieces, CancellationToken stop)
    {
        if (seconds is { } cut && !(cut is >= 0.1 and <= 86_400)) throw new LivePerformerException($"--seconds {cut}: choose 0.1 to 86400.");
        if (pieces is < 1 or > MostPieces) throw new LivePerformerException($"--pieces {pieces}: choose 1 to {MostPieces}; overlap areas need 3.");

        TimeSpan? length = seconds is { } s ? TimeSpan.FromSeconds(s) : null;
        List<IReadOnlyList<Note>> generated = MidiSet.Read(midi, pieces, length, Console.Error.WriteLine, stop);
        List<IReadOnlyList<Note>> real = MidiSet.Read(reference, pieces, length, Console.Error.WriteLine, stop);
        SetComparison? found = null;
        ConsoleProgress.Run("compare", show => found = SetComparison.Of(generated, real, fraction => show(fraction, $"{generated.Count} with {real.Count} pieces"), stop));
        foreach (string line in found!.Table()) ConsoleProgress.Say(line);
        if (plots is not null) ComparisonPlots.Write(found, plots);
        if (report is not null) ReportFile.Write(report, new ComparisonReport { Midi = midi, Reference = reference, Seconds = seconds, Comparison = found });
        return 0;
    }
}
