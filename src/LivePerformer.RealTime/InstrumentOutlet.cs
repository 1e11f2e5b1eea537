using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>The built-in instrument, or nothing.</summary>
internal sealed class InstrumentOutlet(IInstrument? instrument) : Outlet
{
    public override void Panic(int frame, ref BlockEventWriter sent)
    {
        base.Panic(frame, ref sent);
        instrument?.AllSoundOff();
    }

    protected override bool TryWrite(int frame, MidiMessage message, ref BlockEventWriter sent)
    {
        instrument?.Handle(message);   // the sound before this frame is rendered already
        return true;
    }
}
