namespace LivePerformer.Core;

/// <summary>What a device calls once per block: sound to fill, MIDI that came in, MIDI that leaves.</summary>
public interface IAudioProcessor
{
    /// <param name="output">To be filled; its content at entry is undefined.</param>
    /// <param name="heard">What arrived on the device's MIDI input within this block, in order of frames.</param>
    /// <param name="sent">What leaves on the device's MIDI output within this block.</param>
    /// <remarks>Audio thread: may not wait, allocate, throw or log.</remarks>
    void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent);

    /// <summary>The last call, after the last block: what still sounds is ended at that block's last frame.</summary>
    /// <param name="sent">The last block's, or one behind it.</param>
    /// <remarks>Audio thread, or the control thread when no audio thread runs any more.</remarks>
    void Finish(ref BlockEventWriter sent)
    {
    }
}

/// <summary>A sound card, a sound server or nothing at all: it owns the clock and calls the processor.</summary>
/// <remarks>All members: control thread. Start may be called once; Dispose stops.</remarks>
public interface IAudioDevice : IDisposable
{
    string Name { get; }

    /// <summary>Frames per second.</summary>
    int SampleRate { get; }

    /// <summary>The most frames that one block can have.</summary>
    int BlockFrames { get; }

    /// <summary>The sample position, as a moment.</summary>
    IClock Clock { get; }

    /// <summary>Set when the device went away while running; the processor is not called again.</summary>
    DeviceFault? Fault { get; }

    /// <summary>Times that the device reported sound cut short.</summary>
    long Xruns => 0;

    /// <summary>Messages for which the device had no room.</summary>
    long Overflows => 0;

    /// <exception cref="DeviceException">The device cannot start.</exception>
    void Start(IAudioProcessor processor);

    /// <summary>Lets the processor finish and ends the calls; when it returns, the processor is no longer running.</summary>
    void Stop();
}
