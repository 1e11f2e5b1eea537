using System.Diagnostics;

namespace LivePerformer.Host;

/// <summary>A program that is careless with memory: so much of it lives, and so much is thrown away every second.</summary>
internal sealed class Garbage : IDisposable
{
    private const int ObjectBytes = 200;

    private readonly byte[][] living;
    private readonly long bytesPerSecond;
    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();
    private long made;

    public Garbage(int megabytesLiving, int megabytesPerSecond)
    {
        living = new byte[megabytesLiving * 1_000_000 / ObjectBytes][];
        for (int i = 0; i < living.Length; i++) living[i] = new byte[ObjectBytes - 24];     // header, length, padding
        bytesPerSecond = megabytesPerSecond * 1_000_000L;
        thread = new Thread(Make) { IsBackground = true, Name = "garbage" };
        thread.Start();
    }

    /// <summary>So far.</summary>
    public long MadeBytes => Volatile.Read(ref made);

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Make()
    {
        long start = Stopwatch.GetTimestamp();
        int next = 0;
        while (!stop.Wait(1))
        {
            long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * bytesPerSecond);
            while (made < due && !stop.IsSet)
            {
                // one in ten takes the place of an older one, as in a program that does something
                var waste = new byte[ObjectBytes - 24];
                if (++next % 10 == 0) living[(next * 7919L) % living.Length] = waste;
                Volatile.Write(ref made, made + ObjectBytes);
            }
        }
    }
}
