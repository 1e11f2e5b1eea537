namespace LivePerformer.Core;

/// <summary>What the AI plays, and when; or the wish to end it.</summary>
/// <param name="Frame">When the message is to leave, counted since the device started; of a withdrawal, from when on; unused by the other kinds.</param>
/// <param name="Message">The callback puts it on the AI's own channel. Of two messages that are due at one frame,
/// the one written first leaves first.</param>
/// <param name="Epoch">The number of the answer it belongs to; it rises with every cancel.</param>
/// <param name="Lead">By how many frames it leaves before it sounds, where the instrument is slow.</param>
public readonly record struct DueEvent(long Frame, MidiMessage Message, int Epoch, DueKind Kind, int Lead = 0)
{
    /// <summary>When it sounds: a withdrawal goes by that.</summary>
    public long SoundFrame => Frame + Lead;

    public static DueEvent At(long frame, MidiMessage message, int epoch, int lead = 0) => new(frame, message, epoch, DueKind.Message, lead);

    /// <summary>The message leaves whatever becomes of the music.</summary>
    public static DueEvent Timing(long frame, MidiMessage message) => new(frame, message, int.MaxValue, DueKind.Timing);

    /// <param name="loudness">1 to 127.</param>
    public static DueEvent Click(long frame, bool isDownbeat, byte loudness) =>
        new(frame, new(0, (byte)(isDownbeat ? 1 : 0), loudness), int.MaxValue, DueKind.Click);

    /// <param name="item">Of the set list, counted from 0.</param>
    public static DueEvent Enter(int item, int slot, SlotPart part) => new(item, new(0, (byte)slot, (byte)part), int.MaxValue, DueKind.Enter);

    public static DueEvent Sign(CueSign sign, bool isOne) => new(sign.Bits, new(0, isOne ? (byte)1 : (byte)0, 0), int.MaxValue, DueKind.Sign);

    /// <summary>Whether it belongs to the AI's music, and goes when that is taken back.</summary>
    public bool IsMusic => Kind == DueKind.Message;

    /// <summary>What was planned in an epoch before this one is void, also what is still under way.</summary>
    public static DueEvent CancelBefore(int epoch) => new(0, default, epoch, DueKind.CancelBefore);

    /// <summary>Likewise, and everybody's notes end.</summary>
    public static DueEvent AllNotesOff(int epoch) => new(0, default, epoch, DueKind.AllNotesOff);

    /// <summary>What was planned for this frame and later is void; the answer itself goes on.</summary>
    public static DueEvent Withdraw(long frame, int epoch) => new(frame, default, epoch, DueKind.Withdraw);
}
