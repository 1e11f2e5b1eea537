using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>evaluate --audio</c>: how well a transcriber hears recordings.</summary>
internal static class EvaluateRecordings
{
    /// <param name="primed">What the model hears before each recording: null is nothing, empty its own loudest passage, else this file.</param>
    public static int Run(string? model, string audio, string? peer, string? reportFile, int threads, string? primed, bool keep, CancellationToken stop)
    {
        if (primed is { Length: > 0 }) SoundFile.Open(primed).Dispose();      // what is wrong with it is no recording's fault
        using IRecordingTranscriber? ours = model is null ? null : new ModelTranscriber(ModelPlace.Of(model), threads, primed);
        using IRecordingTranscriber? theirs = peer is null ? null : new PeerTranscriber(peer, threads);
        AudioReport? found = null;
        ConsoleProgress.Run("evaluate", show => found = RecordingEvaluation.Run(audio, ours, theirs, (fraction, name) => show(fraction, name), Console.Error.WriteLine, stop));
        AudioReport report = found! with { Threads = threads, Primed = primed is { Length: 0 } ? "own" : primed };
        foreach (string line in report.Table()) ConsoleProgress.Say(line);
        if (report.LeftOut > 0) ConsoleProgress.Say($"{report.LeftOut} recordings are left out.");
        if (reportFile is not null) ReportFile.Write(reportFile, report);
        if (keep && model is not null) Keep(ModelPlace.Of(model), report);
        return 0;
    }

    // Where 'models' shows them.
    private static void Keep(string folder, AudioReport report)
    {
        TranscriberManifest manifest = TranscriberManifest.Read(Path.Combine(folder, ModelManifest.FileName));
        var scores = new Dictionary<string, double>(manifest.Scores);
        foreach ((string name, GroupReport group) in report.Heard!.Groups())
        {
            foreach ((string rule, TranscriptionScore score) in group.Pooled) scores[$"{name}_{rule}_f1"] = Math.Round(score.F1, 4);
        }

        TranscriberExport.Save(manifest with { Scores = scores }, folder);
    }
}
