using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Keeps the take on disk while it is played: every few seconds the whole of it, put in place at once.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class TakeRecorder
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Take take;
    private int saved;
    private TimeSpan next = Every;

    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public TakeRecorder(Take take, string folder, DateTimeOffset now)
    {
        this.take = take;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(folder, error);
        }

        Path = Free(folder, $"take-{now:yyyyMMdd-HHmmss}");
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
        TrySave(Path);
    }

    /// <summary>Saves the take for good; where its folder no longer takes it, into the folder for temporary files.</summary>
    public void Finish()
    {
        if (TrySave(Path)) return;

        string elsewhere = Free(System.IO.Path.GetTempPath(), System.IO.Path.GetFileNameWithoutExtension(Path));
        string first = Fault!;
        if (!TrySave(elsewhere)) return;

        Fault = $"{first} The take was saved as '{elsewhere}' instead.";
        Path = elsewhere;
    }

    private bool TrySave(string path)
    {
        IReadOnlyList<TakeEvent> events = take.Snapshot();
        if (events.Count == saved && saved > 0 && File.Exists(path)) return true;

        try
        {
            TakeFile.Write(TakeFile.ToMidi(events, take.SampleRate), path);
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

    private static string Free(string folder, string name)
    {
        string path = System.IO.Path.Combine(folder, name + ".mid");
        for (int i = 2; File.Exists(path); i++) path = System.IO.Path.Combine(folder, $"{name}-{i}.mid");
        return path;
    }
}
