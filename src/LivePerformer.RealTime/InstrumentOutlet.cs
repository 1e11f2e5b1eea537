using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>A built-in instrument, or nothing.</summary>
internal sealed class InstrumentOutlet : Outlet
{
    /// <summary>Null: nobody plays.</summary>
    /// <remarks>Changed by the control thread while nothing is played through this.</remarks>
    public IInstrument? Instrument { get; set; }

    public override void Panic(int frame, ref BlockEventWriter sent)
    {
        base.Panic(frame, ref sent);
        Instrument?.AllSoundOff();
    }

    protected override bool TryWrite(int frame, MidiMessage message, ref BlockEventWriter sent)
    {
        Instrument?.Handle(message);   // the sound before this frame is rendered already
        return true;
    }
}
