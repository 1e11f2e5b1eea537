using LivePerformer.Core;

namespace LivePerformer.RealTime.Tests;

/// <summary>Every sounding key is a constant of 0.25, and every message is noted with the frame rendered so far.</summary>
internal sealed class SpyInstrument : IInstrument
{
    private long frame = -1;
    private int sounding;

    public bool IsSilent => sounding == 0;

    public List<(long Frame, MidiMessage Message)> Handled { get; } = [];
    public int Panics { get; private set; }

    public void Handle(MidiMessage message)
    {
        Handled.Add((Math.Max(0, frame), message));
        if (message.IsNoteOn) sounding++;
        if (message.IsNoteOff) sounding--;
    }

    public void Render(AudioBlock output)
    {
        if (frame >= 0) Assert.True(output.StartFrame >= frame);
        frame = output.StartFrame + output.Frames;
        foreach (ref float sample in output.Left) sample += 0.25f * sounding;
        foreach (ref float sample in output.Right) sample += 0.25f * sounding;
    }

    public void AllSoundOff() => Panics++;
}
