namespace LivePerformer.Core;

/// <summary>Silence on a manual clock: someone calls <see cref="Run"/>, and that much of the performance passes.</summary>
/// <remarks>Single thread: the caller of <see cref="Run"/> is the audio thread.</remarks>
public sealed class NullDevice(int sampleRate = 48_000, int blockFrames = 128) : IAudioDevice
{
    private readonly ManualClock clock = new();
    private readonly float[] left = new float[blockFrames];
    private readonly float[] right = new float[blockFrames];
    private readonly float[] mono = new float[blockFrames];
    private readonly BlockEvent[] sent = new BlockEvent[1024];
    private readonly Queue<BlockEvent> waiting = new(64);
    private readonly BlockEvent[] heard = new BlockEvent[1024];
    private IAudioProcessor? processor;
    private long frame;

    public string Name => "null";
    public int SampleRate => sampleRate;
    public int BlockFrames => blockFrames;
    public IClock Clock => clock;
    public DeviceFault? Fault => null;

    /// <summary>What its microphone hears; null: it has none.</summary>
    public ISoundSource? Microphone { get; set; }

    /// <summary>What the last block sounded like.</summary>
    public ReadOnlySpan<float> Left => left;

    /// <inheritdoc cref="Left"/>
    public ReadOnlySpan<float> Right => right;

    /// <summary>What left on the MIDI output within the last block.</summary>
    public ReadOnlySpan<BlockEvent> Sent => sent.AsSpan(0, sentCount);
    private int sentCount;

    /// <summary>The number of the next block's first frame.</summary>
    public long Frame => frame;

    public void Start(IAudioProcessor processor) => this.processor = processor;

    public void Stop()
    {
        var writer = new BlockEventWriter(sent);
        processor?.Finish(ref writer);
        processor = null;
        sentCount = writer.Count;
    }

    public void Dispose() => Stop();

    /// <summary>Lets a message arrive on the MIDI input within the next block.</summary>
    public void Play(int frameInBlock, MidiMessage message) => waiting.Enqueue(new(frameInBlock, message));

    /// <summary>One block passes.</summary>
    public void Run()
    {
        int count = 0;
        while (count < heard.Length && waiting.TryDequeue(out BlockEvent next)) heard[count++] = next;

        Microphone?.Fill(mono, frame);
        var writer = new BlockEventWriter(sent);
        processor?.Process(new AudioBlock(left, right, sampleRate, frame) { Heard = Microphone is null ? [] : mono }, heard.AsSpan(0, count), ref writer);
        sentCount = writer.Count;
        frame += blockFrames;
        clock.MoveTo(TimePoint.FromFrame(frame, sampleRate));
    }
}
