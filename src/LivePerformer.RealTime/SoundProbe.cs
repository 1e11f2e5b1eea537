using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>Plays a sound that is known, and keeps what the microphone hears meanwhile, frame beside frame.</summary>
/// <remarks>Audio thread, except for the constructor and the properties. No allocation. Frames that the device skips were
/// neither played nor heard.</remarks>
/// <param name="plays">One channel, for both loudspeakers; as long as is listened.</param>
public sealed class SoundProbe(float[] plays) : IAudioProcessor
{
    private readonly float[] kept = new float[plays.Length];
    private long origin = -1;
    private int done;

    /// <summary>Frames that are over.</summary>
    /// <remarks>Any thread.</remarks>
    public int Done => Volatile.Read(ref done);

    public bool IsDone => Done == plays.Length;

    /// <summary>What was heard until now.</summary>
    /// <remarks>Any thread.</remarks>
    public ReadOnlyMemory<float> Heard => kept.AsMemory(0, Done);

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        output.Clear();
        if (origin < 0) origin = output.StartFrame;
        int at = (int)Math.Min(output.StartFrame - origin, plays.Length);
        int count = Math.Min(output.Frames, plays.Length - at);
        plays.AsSpan(at, count).CopyTo(output.Left);
        plays.AsSpan(at, count).CopyTo(output.Right);
        if (!output.Heard.IsEmpty) output.Heard[..count].CopyTo(kept.AsSpan(at));
        Volatile.Write(ref done, at + count);
    }

    public void Finish(ref BlockEventWriter sent)
    {
    }
}
