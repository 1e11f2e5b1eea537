using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Basic Pitch, heard on the same files in the same run.</summary>
internal sealed class PeerTranscriber : IRecordingTranscriber
{
    private readonly BasicPitch network;

    /// <param name="path">The file nmp.onnx.</param>
    /// <param name="threads">How many threads a run may use.</param>
    /// <exception cref="ModelException">The file is missing, or another network.</exception>
    public PeerTranscriber(string path, int threads) => network = BasicPitch.Load(path, threads);

    public string Name => "basic-pitch";

    public HeardRecording Transcribe(SoundFile sound, Action<double> report, CancellationToken stop)
    {
        var notes = new List<TranscribedNote>();
        var told = new List<double>();
        var hearing = new BasicPitchHearing(network, (note, heard) =>
        {
            notes.Add(note);
            told.Add(heard);
        });
        var resampler = new Resampler(sound.SampleRate, BasicPitch.SampleRate);
        var samples = new float[sound.SampleRate];
        var resampled = new float[Math.Max(resampler.MostFrom(samples.Length), resampler.MostFlushed)];
        long heard = 0;
        while (sound.ReadMono(samples) is > 0 and int read)
        {
            stop.ThrowIfCancellationRequested();
            hearing.Hear(resampled.AsSpan(0, resampler.Process(samples.AsSpan(0, read), resampled)));
            heard += read;
            report(Seconds());
        }

        hearing.Hear(resampled.AsSpan(0, resampler.Flush(resampled)));
        hearing.Finish();
        return new(notes, told, Seconds());

        double Seconds() => heard / (double)sound.SampleRate;
    }

    public void Dispose() => network.Dispose();
}
