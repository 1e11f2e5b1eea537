using System.Diagnostics;

namespace LivePerformer.Core;

/// <summary>Silence in real time: the null device on a stopwatch, for a machine without a sound server.</summary>
public sealed class StopwatchDevice(int sampleRate = 48_000, int blockFrames = 128) : IAudioDevice
{
    private readonly NullDevice device = new(sampleRate, blockFrames);
    private readonly FrameClock clock = new(sampleRate);
    private volatile bool running;
    private Thread? thread;

    public string Name => "null";
    public int SampleRate => sampleRate;
    public int BlockFrames => blockFrames;
    public IClock Clock => clock;
    public DeviceFault? Fault => null;

    public void Start(IAudioProcessor processor)
    {
        device.Start(processor);
        running = true;
        thread = new Thread(Run) { Name = "audio (null)", IsBackground = true, Priority = ThreadPriority.Highest };
        thread.Start();
    }

    public void Stop()
    {
        running = false;
        thread?.Join();
        thread = null;
        device.Stop();
    }

    public void Dispose() => Stop();

    private void Run()
    {
        long start = Stopwatch.GetTimestamp();
        while (running)
        {
            device.Run();
            clock.MoveTo(device.Frame);
            TimeSpan ahead = TimePoint.FromFrame(device.Frame, sampleRate).SinceStart - Stopwatch.GetElapsedTime(start);

            // There is no card to wait for. After a long stall the blocks follow each other until time is caught up.
#pragma warning disable RS0030 // this thread stands in for the card's own clock, and no sound depends on it
            if (ahead > TimeSpan.Zero) Thread.Sleep(ahead);
#pragma warning restore RS0030
        }
    }
}
