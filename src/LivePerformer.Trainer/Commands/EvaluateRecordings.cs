using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>evaluate --audio</c>: how well a transcriber hears recordings.</summary>
internal static class EvaluateRecordings
{
    public static int Run(string? model, string audio, string? peer, string? reportFile, int threads, CancellationToken stop)
    {
        using IRecordingTranscriber? ours = model is null ? null : new ModelTranscriber(ModelPlace.Of(model), threads);
        using IRecordingTranscriber? theirs = peer is null ? null : new PeerTranscriber(peer, threads);
        AudioReport? found = null;
        ConsoleProgress.Run("evaluate", show => found = RecordingEvaluation.Run(audio, ours, theirs, (fraction, name) => show(fraction, name), Console.Error.WriteLine, stop));
        AudioReport report = found! with { Threads = threads };
        foreach (string line in report.Table()) ConsoleProgress.Say(line);
        if (report.LeftOut > 0) ConsoleProgress.Say($"{report.LeftOut} recordings are left out.");
        if (reportFile is not null) ReportFile.Write(reportFile, report);
        return 0;
    }
}
