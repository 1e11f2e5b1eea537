using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Lets transcribers hear the recordings of a folder, and compares what they tell with what was played.</summary>
internal static class RecordingEvaluation
{
    /// <param name="folder">Recordings and their notes, as <see cref="RecordingPair.Find"/> finds them.</param>
    /// <param name="model">The one in question; null to hear the peer alone.</param>
    /// <param name="peer">Another's, to compare with; hears the same files.</param>
    /// <param name="report">Called with the fraction that is done, 0 to 1, and the recording's name.</param>
    /// <param name="warn">Called with one line for each recording that had to be left out.</param>
    /// <exception cref="LivePerformerException">No recording can be read, or a model fails.</exception>
    public static AudioReport Run(string folder, IRecordingTranscriber? model, IRecordingTranscriber? peer, Action<double, string>? report = null, Action<string>? warn = null, CancellationToken stop = default)
    {
        IRecordingTranscriber[] transcribers = [.. new[] { model, peer }.OfType<IRecordingTranscriber>()];
        int leftOut = 0;
        IReadOnlyList<RecordingPair> pairs = RecordingPair.Find(folder, line =>
        {
            leftOut++;
            warn?.Invoke(line);
        });
        var results = new List<RecordingResult[]>();   // of each recording, one a transcriber
        for (int i = 0; i < pairs.Count; i++)
        {
            RecordingPair pair = pairs[i];
            report?.Invoke((double)i / pairs.Count, pair.Name);
            if (Hear(pair, transcribers, part => report?.Invoke((i + part) / pairs.Count, pair.Name), warn, stop) is { } heard) results.Add(heard);
            else leftOut++;
        }

        if (results.Count == 0) throw new LivePerformerException($"No recording of '{folder}' can be read. Name another folder.");

        report?.Invoke(1, "");
        return new() { Audio = folder, LeftOut = leftOut, Heard = Told(model), Peer = Told(peer) };

        TranscriberReport? Told(IRecordingTranscriber? transcriber) => transcriber is null ? null
            : TranscriberReport.Of(transcriber.Name, [.. results.Select(each => each[Array.IndexOf(transcribers, transcriber)])]);
    }

    private static RecordingResult[]? Hear(RecordingPair pair, IRecordingTranscriber[] transcribers, Action<double> report, Action<string>? warn, CancellationToken stop)
    {
        try
        {
            List<TranscribedNote> reference = NoteFile.Read(pair.Notes);
            return [.. transcribers.Select((transcriber, i) => Hear(pair, reference, transcriber, part => report((i + part) / transcribers.Length), i == 0 ? warn : null, stop))];
        }
        catch (LivePerformerException fault) when (fault is not ModelException)
        {
            warn?.Invoke($"left out: {fault.Message}");
            return null;
        }
    }

    private static RecordingResult Hear(RecordingPair pair, List<TranscribedNote> reference, IRecordingTranscriber transcriber, Action<double> report, Action<string>? warn, CancellationToken stop)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using SoundFile sound = SoundFile.Open(pair.Sound);
        double length = sound.Frames / (double)sound.SampleRate;
        HeardRecording heard = transcriber.Transcribe(sound, seconds => report(length > 0 ? Math.Min(1, seconds / length) : 0), stop);
        TimeSpan busy = Environment.CpuUsage.TotalTime - before;
        if (sound.IsCutOff) warn?.Invoke($"'{pair.Sound}' was cut off: notes behind its end count as missed. Copy it again.");
        return new(pair, reference, heard, busy);
    }
}
