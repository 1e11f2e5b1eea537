using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

/// <summary>A folder of recordings and their notes.</summary>
internal sealed class RecordingFolder : IDisposable
{
    public const int SampleRate = 8000;

    public string Root { get; } = Directory.CreateTempSubdirectory("liveperformer-recordings-").FullName;

    public string Sounds => Directory.CreateDirectory(Path.Combine(Root, "sounds")).FullName;

    /// <summary>A silent recording, and a table of what is said to be played in it.</summary>
    public RecordingFolder With(string name, double seconds, params TranscribedNote[] notes) => With(name, new float[(int)(seconds * SampleRate)], SampleRate, notes);

    public RecordingFolder With(string name, float[] samples, int sampleRate, params TranscribedNote[] notes)
    {
        using (WavWriter file = WavWriter.Create(PathOf(name + ".wav"), sampleRate, WavFormat.Float32)) file.Write(samples, samples);
        return WithText(name + ".tsv", "# onset,offset,note,velocity\n" + string.Concat(notes.Select(note => $"{note.Onset:R}\t{note.Offset:R}\t{note.Pitch}\t{note.Velocity:R}\n")));
    }

    public RecordingFolder WithText(string file, string text)
    {
        File.WriteAllText(PathOf(file), text);
        return this;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string PathOf(string file)
    {
        string path = Path.Combine(Sounds, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
