using System.Diagnostics;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>The thread on which the performer listens and answers.</summary>
internal sealed class PerformerThread : IDisposable
{
    /// <summary>One that hangs is not waited for any longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Performer performer;
    private readonly FilePlayer? file;
    private readonly RoundLog? rounds;
    private readonly Action? drill;
    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();
    private long beats;

    /// <param name="rounds">Measures how long each round takes.</param>
    /// <param name="drill">Called before each round.</param>
    public PerformerThread(Performer performer, FilePlayer? file, RoundLog? rounds = null, Action? drill = null)
    {
        this.performer = performer;
        this.file = file;
        this.rounds = rounds;
        this.drill = drill;
        thread = new Thread(Run) { Name = "performer", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>Why the thread ended before it was told to.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Rounds until now: one that no longer rises belongs to a thread that hangs.</summary>
    public long Beats => Volatile.Read(ref beats);

    /// <summary>The thread has ended.</summary>
    public bool IsOver => !thread.IsAlive;

    /// <summary>The thread shall end when it can; nobody waits for it.</summary>
    public void Leave() => stop.Set();

    /// <summary>Ends the thread; when it returns, the performer is no longer running, or hangs.</summary>
    public void Dispose()
    {
        stop.Set();
        if (thread.Join(Patience)) stop.Dispose();
    }

    private void Run()
    {
        RealTimePriority.TryTake();     // with two busy cores an ordinary thread waits for tens of milliseconds
        try
        {
            // The callback keeps the time; a round every millisecond only decides what it will play.
            while (!stop.Wait(1))
            {
                drill?.Invoke();
                file?.Fill();
                long began = Stopwatch.GetTimestamp();
                performer.Step();
                rounds?.Add(began);
                Volatile.Write(ref beats, beats + 1);
            }
        }
        catch (Exception fault)
        {
            Fault = fault;   // the supervisor sees it, and another goes on
        }
    }
}
