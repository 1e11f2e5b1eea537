using System.Diagnostics;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>The thread on which the performer listens and answers.</summary>
internal sealed class PerformerThread : IDisposable
{
    private readonly Performer performer;
    private readonly FilePlayer? file;
    private readonly RoundLog? rounds;
    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();

    /// <param name="rounds">Measures how long each round takes.</param>
    public PerformerThread(Performer performer, FilePlayer? file, RoundLog? rounds = null)
    {
        this.performer = performer;
        this.file = file;
        this.rounds = rounds;
        thread = new Thread(Run) { Name = "performer", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>Why the thread ended before it was told to.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Ends the thread; when it returns, the performer is no longer running.</summary>
    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Run()
    {
        RealTimePriority.TryTake();     // with two busy cores an ordinary thread waits for tens of milliseconds
        try
        {
            // The callback keeps the time; a round every millisecond only decides what it will play.
            while (!stop.Wait(1))
            {
                file?.Fill();
                long began = Stopwatch.GetTimestamp();
                performer.Step();
                rounds?.Add(began);
            }
        }
        catch (Exception fault)
        {
            Fault = fault;   // the control thread ends the notes and tells
        }
    }
}
