using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>A model of ours, as the stage hears with it: some milliseconds of sound at a time.</summary>
/// <param name="primed">What is heard before each recording: null is nothing, empty its own loudest passage, else this sound file.</param>
internal sealed class ModelTranscriber(string folder, int threads = 1, string? primed = null) : IRecordingTranscriber
{
    private const double BlockSeconds = 0.01;   // short, so that it is known when a note was told

    private readonly TranscriberFolder model = TranscriberFolder.Load(folder, threads);

    public string Name => model.Manifest.Name;

    public HeardRecording Transcribe(SoundFile sound, Action<double> report, CancellationToken stop)
    {
        Transcription heard = Transcription.Of(model, sound, report, Math.Max(1, (int)(sound.SampleRate * BlockSeconds)), Forte(sound, stop), stop);
        return new(heard.Notes, heard.Told, heard.Seconds);
    }

    public void Dispose() => model.Dispose();

    private float[] Forte(SoundFile sound, CancellationToken stop) => primed switch
    {
        null => [],
        "" => LoudestPassage.Ahead(sound, stop),
        _ => SoundFile.ReadMono(primed, sound.SampleRate),
    };
}
