using System.Diagnostics;

namespace LivePerformer.Core;

/// <summary>Real time without a sound server: the null device on a stopwatch, in silence or for whoever takes the sound elsewhere.</summary>
/// <param name="sink">Takes the sound; null: nobody.</param>
public sealed class StopwatchDevice(int sampleRate = 48_000, int blockFrames = 128, ISoundSink? sink = null, string name = "null") : IAudioDevice
{
    private readonly NullDevice device = new(sampleRate, blockFrames);
    private readonly FrameClock clock = new(sampleRate);
    private volatile bool running;
    private Thread? thread;

    public string Name => name;
    public int SampleRate => sampleRate;
    public int BlockFrames => blockFrames;
    public IClock Clock => clock;
    public DeviceFault? Fault => null;

    /// <inheritdoc cref="NullDevice.Microphone"/>
    public ISoundSource? Microphone
    {
        get => device.Microphone;
        set => device.Microphone = value;
    }

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
            sink?.Take(device.Left, device.Right, device.Frame - blockFrames);
            TimeSpan ahead = TimePoint.FromFrame(device.Frame, sampleRate).SinceStart - Stopwatch.GetElapsedTime(start);

            // There is no card to wait for. After a long stall the blocks follow each other until time is caught up.
#pragma warning disable RS0030 // this thread stands in for the card's own clock, and no sound depends on it
            if (ahead > TimeSpan.Zero) Thread.Sleep(ahead);
#pragma warning restore RS0030
        }
    }
}
