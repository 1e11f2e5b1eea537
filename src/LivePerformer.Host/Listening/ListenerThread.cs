using System.Diagnostics;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>The thread on which notes are found in the sound of the microphone: between two rings, beside the performer's.</summary>
internal sealed class ListenerThread : IDisposable
{
    /// <summary>A device that gives no sound for so long has lost its server.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(1);

    private readonly Listener listener;
    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();

    public ListenerThread(Listener listener)
    {
        this.listener = listener;
        thread = new Thread(Run) { Name = "listener", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    /// <summary>When it returns, nobody listens any more.</summary>
    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Run()
    {
        RealTimePriority.TryTake();
        long heardAt = Stopwatch.GetTimestamp();
        bool hears = false;
        while (!stop.Wait(1))
        {
            if (listener.Step())
            {
                heardAt = Stopwatch.GetTimestamp();
                hears = true;
            }
            else if (hears && Stopwatch.GetElapsedTime(heardAt) > Gone)
            {
                listener.LetGo();
                hears = false;
            }
        }
    }
}
