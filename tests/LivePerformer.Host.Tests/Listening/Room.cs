using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>A JACK client that is a room with a microphone: somebody plays in it, and what comes out of the loudspeakers is
/// heard softly a little later.</summary>
internal sealed class Room : IAudioProcessor, IDisposable
{
    /// <summary>The microphone's port.</summary>
    public const string Microphone = "Room:out_left";

    private readonly JackDevice device;
    private readonly float[] noise;
    private readonly float[] echoes;
    private readonly float echo;
    private float[] plays = [];
    private long from = -1;
    private long frame;

    /// <param name="loudspeakers">Our sound comes out of this port.</param>
    /// <param name="delay">Frames from there to the microphone.</param>
    /// <param name="echo">And how loud it is then.</param>
    public Room(JackServer server, string loudspeakers = "LivePerformer:out_left", int delay = 960, float echo = 0.2f, double noiseDb = -70)
    {
        echoes = new float[delay];
        this.echo = echo;
        var random = new Random(1);
        double size = Math.Sqrt(3) * Math.Pow(10, noiseDb / 20);
        noise = [.. Enumerable.Range(0, 48_000).Select(_ => (float)(size * ((2 * random.NextDouble()) - 1)))];
        device = new(server.Options() with { ClientName = "Room", Callback = CallbackChoice.Managed, ConnectAudio = false, Microphone = [loudspeakers] });
        device.Start(this);
    }

    /// <summary>Somebody plays it, from the next block on.</summary>
    public void Play(float[] sound)
    {
        Volatile.Write(ref from, -1);
        Volatile.Write(ref plays, sound);
    }

    /// <summary>It has been played.</summary>
    public bool IsThrough => Volatile.Read(ref from) >= 0 && Volatile.Read(ref frame) - from >= plays.Length;

    /// <summary>Connects what has come.</summary>
    public void Follow() => device.Watch();

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        output.Clear();
        float[] sound = Volatile.Read(ref plays);
        if (sound.Length > 0 && from < 0) Volatile.Write(ref from, output.StartFrame);
        for (int i = 0; i < output.Frames; i++)
        {
            long now = output.StartFrame + i;
            int at = (int)(now % echoes.Length);
            float sample = noise[now % noise.Length] + (echo * echoes[at]);
            echoes[at] = output.Heard.IsEmpty ? 0 : output.Heard[i];
            long place = now - from;
            if (from >= 0 && place < sound.Length) sample += sound[place];
            output.Left[i] = sample;
        }

        Volatile.Write(ref frame, output.StartFrame + output.Frames);
    }

    public void Finish(ref BlockEventWriter sent)
    {
    }

    public void Dispose() => device.Dispose();
}
