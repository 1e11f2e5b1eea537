using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

/// <summary>Hears what it is told to, recording by recording, each note so long after its onset.</summary>
internal sealed class ScriptedTranscriber(double toldAfter, params TranscribedNote[][] script) : IRecordingTranscriber
{
    private int next;

    public string Name => "scripted";

    public HeardRecording Transcribe(SoundFile sound, Action<double> report, CancellationToken stop)
    {
        TranscribedNote[] notes = script[next++];
        var block = new float[4096];
        while (sound.ReadMono(block) > 0) stop.ThrowIfCancellationRequested();
        return new(notes, [.. notes.Select(note => note.Onset + toldAfter)], sound.Frames / (double)sound.SampleRate);
    }

    public void Dispose() { }
}
