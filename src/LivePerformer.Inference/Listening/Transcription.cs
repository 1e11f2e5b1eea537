using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference;

/// <summary>A recording as a detector heard it.</summary>
/// <param name="Notes">In order of onsets.</param>
/// <param name="Pedals">When the sustain pedal was down.</param>
/// <param name="Told">For each note, how many seconds of the recording had been heard when it was told.</param>
/// <param name="Seconds">Length of the recording.</param>
public sealed record Transcription(IReadOnlyList<TranscribedNote> Notes, IReadOnlyList<PedalSpan> Pedals, IReadOnlyList<double> Told, double Seconds)
{
    /// <summary>Lets a transcriber hear a recording.</summary>
    /// <param name="block">Samples that it is given at once; few show when it tells a note, many are faster.</param>
    /// <param name="progress">Told seconds heard so far.</param>
    /// <param name="forte">Of this piano at its loudest, at the file's rate: what it is primed with, if anything.</param>
    /// <exception cref="LivePerformerException">The file is damaged.</exception>
    public static Transcription Of(TranscriberFolder folder, SoundFile file, Action<double>? progress = null, int block = 4096, ReadOnlySpan<float> forte = default, CancellationToken stop = default)
    {
        using var transcriber = new Transcriber(folder, file.SampleRate);
        if (!forte.IsEmpty) transcriber.Prime(forte);
        return Of(transcriber, file.ReadMono, progress, block, stop);
    }

    /// <summary>Lets a detector hear sound.</summary>
    /// <param name="read">Fills samples from the front and says how many; none at the end.</param>
    public static Transcription Of(INoteDetector detector, Reader read, Action<double>? progress = null, int block = 4096, CancellationToken stop = default)
    {
        var ear = new NoteCollector();
        var samples = new float[block];
        long heard = 0;
        for (int count; (count = read(samples)) > 0;)
        {
            stop.ThrowIfCancellationRequested();
            heard += count;
            ear.Now = heard / (double)detector.SampleRate;
            detector.Hear(samples.AsSpan(0, count), ear);
            progress?.Invoke(ear.Now);
        }

        detector.Finish(ear);
        return ear.Result();
    }

    /// <summary>Fills samples from the front and says how many; none at the end.</summary>
    public delegate int Reader(Span<float> samples);
}
