using System.CommandLine;
using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>curve</c>: how well a transcriber's heads hear recordings, over how long they wait.</summary>
internal static class CurveCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder that train wrote." };
        var audio = new Option<string>("--audio") { Description = "Recordings with their notes, as for evaluate --audio.", Required = true, HelpName = "DIR" };
        var data = new Option<string>("--data") { Description = "Folder that prepare wrote: each head's thresholds are found on its validation split.", Required = true, HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder for the heads as models, curve.json and curve.png.", Required = true, HelpName = "DIR" };
        var command = new Command("curve", "Export every head of a transcriber's run, let each hear recordings, and draw onset F1 over delay.") { run, audio, data, output };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetRequiredValue(run), parsed.GetRequiredValue(audio), parsed.GetRequiredValue(data), parsed.GetRequiredValue(output), stop)));
        return command;
    }

    private static int Run(string run, string audio, string data, string output, CancellationToken stop)
    {
        SoundData validation = SoundData.Read(data);
        FeatureSpec features = TranscriberWeights.Read(run).About.Features;
        var points = new List<CurvePoint>();
        foreach (int lookAhead in TranscriberShape.LookAheads)
        {
            double delay = TranscriberManifest.DelayOf(features, lookAhead);
            string name = string.Create(CultureInfo.InvariantCulture, $"delay-{delay:0}"), folder = Path.Combine(output, name);
            TranscriberExport.Write(run, folder, lookAhead, $"LivePerformer.Trainer curve {Path.GetFileName(Path.TrimEndingDirectorySeparator(run))}", TimeProvider.System.GetUtcNow());
            ThresholdSearch.Run(folder, validation, line => ConsoleProgress.Say($"{delay:0} ms: {line}"), stop);
            using var ear = new ModelTranscriber(folder);
            AudioReport? report = null;
            ConsoleProgress.Run($"{delay:0} ms", show => report = RecordingEvaluation.Run(audio, ear, null, (fraction, name) => show(fraction, name), Console.Error.WriteLine, stop));
            ReportFile.Write(Path.Combine(folder, "report.json"), report!);
            points.Add(new(delay, report!.Heard!));
        }

        ReportFile.Write(Path.Combine(output, "curve.json"), points.Select(point => new { point.DelayMs, Groups = point.Report.Groups().ToDictionary(group => group.Name, group => group.Group.Pooled) }));
        foreach (string line in Table(points)) Console.WriteLine(line);
        if (CurvePlot.Write(Path.Combine(output, "curve.png"), points, Console.Error.WriteLine)) Console.WriteLine(Path.Combine(output, "curve.png"));
        return 0;
    }

    // As a table of Markdown, to be put into a model card.
    private static IEnumerable<string> Table(List<CurvePoint> points)
    {
        yield return "| delay, ms | microphone | F1, 50 ms | 30 ms | 20 ms | 10 ms | with velocity | with ends |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (CurvePoint point in points)
        {
            foreach ((string name, GroupReport group) in point.Report.Groups())
                yield return $"| {point.DelayMs:0} | {name} | {string.Join(" | ", CurvePlot.Rules.Append("onset_velocity_50ms").Append("onset_offset_50ms").Select(rule => $"{group.Pooled[rule].F1:F3}"))} |";
        }
    }
}

/// <summary>How well one head heard.</summary>
internal sealed record CurvePoint(double DelayMs, TranscriberReport Report);
