using System.Collections.Concurrent;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>A message on a port at its frame.</summary>
internal readonly record struct Seen(long Frame, byte Port, MidiMessage Message);

/// <summary>A JACK client of the test's own: it plays a score, exact to the frame, and writes down all that it hears.</summary>
/// <remarks>Frames are counted from its own first block: two probes differ by a number that stays the same.</remarks>
internal sealed class Probe : IAudioProcessor, IDisposable
{
    private const int Most = 1 << 17;

    private readonly JackDevice device;
    private readonly Seen[] heard = new Seen[Most];
    private readonly Seen[] played = new Seen[Most];
    private readonly ConcurrentQueue<Seen> soon = new();
    private Seen[] score = [], playing = [];
    private int heardCount, playedCount, next;
    private long start;

    private Probe(JackServer server, string name, PortPlan[] inputs, PortPlan[] outputs)
    {
        device = new(server.Options() with { ClientName = name, Inputs = inputs, Outputs = outputs, Callback = CallbackChoice.Managed, ConnectAudio = false });
        device.Start(this);
        Follow();
    }

    /// <summary>One who plays into these ports.</summary>
    public static Probe Playing(JackServer server, params string[] into) =>
        new(server, "Hands", [new("unused", [])], [.. into.Select((port, i) => new PortPlan($"hand{i}", [port]))]);

    /// <summary>One who listens to these ports, which are numbered in their order.</summary>
    public static Probe Listening(JackServer server, params string[] to) =>
        new(server, "Ears", [.. to.Select((port, i) => new PortPlan($"ear{i}", [port]))], [new("unused", [])]);

    public IReadOnlyList<Seen> Heard => new ArraySegment<Seen>(heard, 0, Volatile.Read(ref heardCount));

    public IReadOnlyList<Seen> Played => new ArraySegment<Seen>(played, 0, Volatile.Read(ref playedCount));

    /// <summary>The last score has been played.</summary>
    public bool IsThrough => ReferenceEquals(Volatile.Read(ref playing), score) && Volatile.Read(ref next) == score.Length;

    /// <summary>Plays with the next block.</summary>
    public void Play(MidiMessage message, byte port = 0) => soon.Enqueue(new(0, port, message));

    /// <summary>Plays it from the next block on; its frames count from there.</summary>
    public void Play(IEnumerable<Seen> score) => Volatile.Write(ref this.score, [.. score]);

    /// <summary>Connects again what came again.</summary>
    public void Follow() => device.Watch();

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        output.Clear();
        int count = heardCount;
        foreach (BlockEvent e in heard)
        {
            if (e.Message.Status != MidiMessage.SourceGone && count < Most) this.heard[count++] = new(output.StartFrame + e.Frame, e.Port, e.Message);
        }

        Volatile.Write(ref heardCount, count);
        while (soon.TryDequeue(out Seen now)) Send(now with { Frame = output.StartFrame }, output, ref sent);
        Seen[] wanted = Volatile.Read(ref score);
        if (wanted != playing)
        {
            (start, next) = (output.StartFrame, 0);
            Volatile.Write(ref playing, wanted);
        }

        int at = next;
        for (; at < wanted.Length && start + wanted[at].Frame < output.StartFrame + output.Frames; at++)
            Send(wanted[at] with { Frame = Math.Max(output.StartFrame, start + wanted[at].Frame) }, output, ref sent);
        Volatile.Write(ref next, at);
    }

    public void Dispose() => device.Dispose();

    private void Send(Seen message, AudioBlock output, ref BlockEventWriter sent)
    {
        if (playedCount == Most || !sent.TryWrite((int)(message.Frame - output.StartFrame), message.Message, message.Port)) return;      // the test misses it

        played[playedCount] = message;
        Volatile.Write(ref playedCount, playedCount + 1);
    }
}
