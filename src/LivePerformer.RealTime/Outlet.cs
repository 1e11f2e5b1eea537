using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>A way out for messages that knows what sounds behind it, so that every note-on that left gets exactly one
/// note-off, and every pedal that went down comes up.</summary>
/// <remarks>Audio thread. When two players want one key of one channel, the later takes it over: the earlier one's
/// note ends first, and the earlier one's own note-off is swallowed.</remarks>
internal abstract class Outlet
{
    private const byte Silent = 0;
    private const byte Ending = 255;     // its note-off found no room and is tried again in the next block

    private const int Pedals = 3;
    private static ReadOnlySpan<byte> PedalControllers =>
        [ControlChange.Sustain, ControlChange.Sostenuto, ControlChange.Soft];

    private readonly byte[] keys = new byte[16 * Pitch.Count];   // who holds the key: 0 nobody, else NoteSource + 1
    private readonly byte[] pedals = new byte[16 * Pedals];      // who holds the pedal down, likewise
    private bool someEnding;

    /// <summary>Bit n is set when anything left on channel n.</summary>
    protected int ChannelsUsed { get; private set; }

    protected abstract bool TryWrite(int frame, MidiMessage message, ref BlockEventWriter sent);

    /// <summary>Called when this outlet itself ended a note or a pedal.</summary>
    protected virtual void OnEnded(int frame, MidiMessage message, NoteSource source)
    {
    }

    /// <summary>False when the message does not leave: no room, or a note-off for a note that does not sound.
    /// A note-off or pedal release that finds no room leaves with the next block.</summary>
    public bool Pass(int frame, MidiMessage message, NoteSource source, ref BlockEventWriter sent)
    {
        byte owner = OwnerOf(source);
        int key = (message.Channel * Pitch.Count) + (message.Data1 & 0x7F);
        if (message.IsNoteOff)
        {
            if (keys[key] != owner) return false;
            TryRelease(frame, key, message, ref sent);
            return true;
        }

        if (message.IsNoteOn)
        {
            if (keys[key] != Silent && !TryEnd(frame, key, ref sent)) return false;
            if (!TrySend(frame, message, ref sent)) return false;
            keys[key] = owner;
            return true;
        }

        int pedal = message.IsControlChange ? PedalControllers.IndexOf(message.Data1) : -1;
        if (pedal >= 0) pedal += message.Channel * Pedals;
        if (pedal >= 0 && message.Data2 == 0 && pedals[pedal] != Silent)
        {
            LiftPedal(frame, pedal, ref sent);
            return true;
        }

        if (!TrySend(frame, message, ref sent)) return false;
        if (pedal >= 0) pedals[pedal] = message.Data2 > 0 ? owner : Silent;
        return true;
    }

    /// <summary>Ends the notes and pedals of one player.</summary>
    public void EndAll(NoteSource source, int frame, ref BlockEventWriter sent)
    {
        byte owner = OwnerOf(source);
        for (int key = NextKey(owner, 0); key >= 0; key = NextKey(owner, key + 1)) TryEnd(frame, key, ref sent);
        for (int pedal = pedals.AsSpan().IndexOf(owner); pedal >= 0; pedal = pedals.AsSpan().IndexOf(owner))
        {
            LiftPedal(frame, pedal, ref sent);
            OnEnded(frame, PedalUp(pedal), source);
        }
    }

    /// <summary>Everybody's notes and pedals end.</summary>
    public void EndAll(int frame, ref BlockEventWriter sent)
    {
        EndAll(NoteSource.Human, frame, ref sent);
        EndAll(NoteSource.Ai, frame, ref sent);
        FinishEnding(frame, ref sent);
    }

    /// <summary>The panic button.</summary>
    public virtual void Panic(int frame, ref BlockEventWriter sent) => EndAll(frame, ref sent);

    /// <summary>Sends the note-offs that found no room in an earlier block.</summary>
    public void FinishEnding(int frame, ref BlockEventWriter sent)
    {
        if (!someEnding) return;
        someEnding = false;
        for (int key = NextKey(Ending, 0); key >= 0; key = NextKey(Ending, key + 1))
            TryRelease(frame, key, NoteOff(key), ref sent);
        for (int pedal = 0; pedal < pedals.Length; pedal++)
        {
            if (pedals[pedal] == Ending) LiftPedal(frame, pedal, ref sent);
        }
    }

    private static byte OwnerOf(NoteSource source) => (byte)((int)source + 1);

    private static MidiMessage NoteOff(int key) =>
        new((byte)(0x80 | (key / Pitch.Count)), (byte)(key % Pitch.Count), 64);

    private static MidiMessage PedalUp(int pedal) =>
        MidiMessage.Control(pedal / Pedals, PedalControllers[pedal % Pedals], 0);

    private int NextKey(byte owner, int from)
    {
        int found = keys.AsSpan(from).IndexOf(owner);
        return found < 0 ? -1 : from + found;
    }

    private bool TryEnd(int frame, int key, ref BlockEventWriter sent)
    {
        byte owner = keys[key];
        MidiMessage off = NoteOff(key);
        bool left = TryRelease(frame, key, off, ref sent);
        if (owner != Ending) OnEnded(frame, off, (NoteSource)(owner - 1));
        return left;
    }

    private bool TryRelease(int frame, int key, MidiMessage off, ref BlockEventWriter sent)
    {
        bool left = TrySend(frame, off, ref sent);
        keys[key] = left ? Silent : Ending;
        someEnding |= !left;
        return left;
    }

    private void LiftPedal(int frame, int pedal, ref BlockEventWriter sent)
    {
        bool left = TrySend(frame, PedalUp(pedal), ref sent);
        pedals[pedal] = left ? Silent : Ending;
        someEnding |= !left;
    }

    private bool TrySend(int frame, MidiMessage message, ref BlockEventWriter sent)
    {
        if (!TryWrite(frame, message, ref sent)) return false;
        ChannelsUsed |= 1 << message.Channel;
        return true;
    }
}
