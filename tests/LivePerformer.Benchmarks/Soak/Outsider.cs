using LivePerformer.Core;
using LivePerformer.Devices.Jack;

namespace LivePerformer.Benchmarks;

/// <summary>A client of our own in the graph, and how many of its connections stand.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class Outsider : IDisposable
{
    private readonly JackDevice device;
    private readonly Gaps gaps;

    public Outsider(JackOptions options, IAudioProcessor processor, Gaps gaps)
    {
        this.gaps = gaps;
        gaps.Forget();
        device = new JackDevice(options with { ConnectAudio = false });
        device.Start(processor);
    }

    /// <summary>To and from its ports.</summary>
    public int Connections { get; private set; }

    public bool IsLost => device.Fault is not null;

    /// <summary>How often a server was lost.</summary>
    public int Losses { get; private set; }

    public long Xruns => device.Xruns;

    /// <summary>The frame behind its last block; it stands still while there is no server.</summary>
    public long Frame => device.Clock.Now.ToFrame(device.SampleRate);

    public void Watch()
    {
        foreach (DeviceNews news in device.Watch())
        {
            switch (news.Kind)
            {
                case NewsKind.Connected or NewsKind.Back:
                    Connections++;
                    break;
                case NewsKind.Disconnected or NewsKind.Lost:
                    Connections--;
                    break;
                case NewsKind.ServerLost:
                    (Connections, Losses) = (0, Losses + 1);
                    gaps.Forget();
                    break;
            }
        }
    }

    public void Dispose() => device.Dispose();
}
