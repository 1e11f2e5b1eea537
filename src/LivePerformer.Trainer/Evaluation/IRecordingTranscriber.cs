using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Hears whole recordings: a model of ours, or another's to measure beside.</summary>
public interface IRecordingTranscriber : IDisposable
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Hears a recording from its beginning to its end.</summary>
    /// <param name="report">Called with the seconds of sound that were heard so far.</param>
    /// <exception cref="Core.LivePerformerException">The file is damaged, or the model fails.</exception>
    HeardRecording Transcribe(SoundFile sound, Action<double> report, CancellationToken stop);
}
