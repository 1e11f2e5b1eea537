using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>Keeps the take on disk while it is played: every few seconds the whole of it, put in place at once.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class TakeRecorder
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Take take;
    private readonly string name;
    private string folder;
    private int saved;
    private bool isOurs;
    private TimeSpan next = Every;

    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public TakeRecorder(Take take, string folder, DateTimeOffset now)
    {
        this.take = take;
        this.folder = folder;
        name = $"take-{now:yyyyMMdd-HHmmss}";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(folder, error);
        }

        Path = Free();
        OutputFile.CheckWritable(Path);
    }

    /// <summary>The file of the take.</summary>
    public string Path { get; private set; }

    /// <summary>What went wrong when it was last saved; the take itself is still whole in memory.</summary>
    public string? Fault { get; private set; }

    /// <param name="elapsed">Since the performance began.</param>
    public void SaveWhenDue(TimeSpan elapsed)
    {
        if (elapsed < next) return;

        next = elapsed + Every;
        TrySave();
    }

    /// <summary>Saves the take for good; where its folder no longer takes it, into the folder for temporary files.</summary>
    public void Finish()
    {
        if (TrySave()) return;

        (string wanted, string first) = (Path, Fault!);
        isOurs = false;
        folder = System.IO.Path.GetTempPath();
        Path = Free();
        if (TrySave())
        {
            Fault = $"{first} The take was saved as '{Path}' instead.";
            return;
        }

        (Path, Fault) = (wanted, first);
    }

    private bool TrySave()
    {
        IReadOnlyList<TakeEvent> events = take.Snapshot();
        if (events.Count == saved && saved > 0 && isOurs && File.Exists(Path)) return true;

        try
        {
            MidiFile file = TakeFile.ToMidi(events, take.SampleRate);
            if (isOurs) TakeFile.Write(file, Path);
            while (!isOurs)
            {
                isOurs = OutputFile.TryCreate(Path, stream => file.Write(stream));
                if (!isOurs) Path = Free();     // another performance began in the same second
            }

            saved = events.Count;
            Fault = null;
            return true;
        }
        catch (LivePerformerException fault)
        {
            Fault = fault.Message;
            return false;
        }
    }

    private string Free()
    {
        string path = System.IO.Path.Combine(folder, name + ".mid");
        for (int i = 2; File.Exists(path); i++) path = System.IO.Path.Combine(folder, $"{name}-{i}.mid");
        return path;
    }
}
