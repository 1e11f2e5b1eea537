namespace LivePerformer.Core;

/// <summary>Notes in, sound out (CLAP: instrument).</summary>
/// <remarks>Audio thread: may not wait, allocate, throw or log.</remarks>
public interface IInstrument
{
    /// <summary>Takes effect at the next rendered frame.</summary>
    void Handle(MidiMessage message);

    /// <summary>Adds the sound to what the block holds already.</summary>
    void Render(AudioBlock output);

    /// <summary>Nothing sounds, and rendering adds nothing.</summary>
    bool IsSilent { get; }

    /// <summary>The panic button: every voice fades within a few milliseconds.</summary>
    void AllSoundOff();
}
