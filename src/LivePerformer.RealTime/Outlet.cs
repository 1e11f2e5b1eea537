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

    private readonly byte[] keys = new byte[16 * Pitch.Count];          // who holds the key: 0 nobody, else the player's code
    private readonly byte[] pedals = new byte[16 * Hands.Pedals];       // who holds the pedal down, likewise
    private int sounding;                                               // keys and pedals that somebody holds
    private bool someEnding;

    /// <summary>Bit n is set when anything left on channel n.</summary>
    protected int ChannelsUsed { get; private set; }

    protected abstract bool TryWrite(int frame, MidiMessage message, ref BlockEventWriter sent);

    /// <summary>Called when this outlet itself ended a note or a pedal.</summary>
    protected virtual void OnEnded(int frame, MidiMessage message, Player player)
    {
    }

    /// <summary>False when the message does not leave: no room, or a note-off for a note that does not sound.
    /// A note-off or pedal release that finds no room leaves with the next block.</summary>
    public bool Pass(int frame, MidiMessage message, Player player, ref BlockEventWriter sent)
    {
        int key = (message.Channel * Pitch.Count) + (message.Data1 & 0x7F);
        if (message.IsNoteOff)
        {
            if (keys[key] != player.Code) return false;
            TryRelease(frame, key, message, ref sent);
            return true;
        }

        if (message.IsNoteOn)
        {
            if (keys[key] != Silent && !TryEnd(frame, key, ref sent)) return false;
            if (!TrySend(frame, message, ref sent)) return false;
            Mark(ref keys[key], player.Code);
            return true;
        }

        int pedal = message.IsControlChange ? Hands.PedalControllers.IndexOf(message.Data1) : -1;
        if (pedal >= 0) pedal += message.Channel * Hands.Pedals;
        if (pedal >= 0 && message.Data2 == 0 && pedals[pedal] != Silent)
        {
            LiftPedal(frame, pedal, ref sent);
            return true;
        }

        if (!TrySend(frame, message, ref sent)) return false;
        if (pedal >= 0) Mark(ref pedals[pedal], message.Data2 > 0 ? player.Code : Silent);
        return true;
    }

    /// <summary>Ends the notes and pedals of some players.</summary>
    public void EndAll(PlayerSet players, int frame, ref BlockEventWriter sent)
    {
        if (sounding == 0) return;

        for (int key = 0; key < keys.Length; key++)
        {
            if (players.Contains(keys[key])) TryEnd(frame, key, ref sent);
        }

        for (int pedal = 0; pedal < pedals.Length; pedal++)
        {
            if (!players.Contains(pedals[pedal])) continue;

            var player = new Player(pedals[pedal]);
            LiftPedal(frame, pedal, ref sent);
            OnEnded(frame, PedalUp(pedal), player);
        }
    }

    /// <summary>Ends this note, if one of the players holds it.</summary>
    public void End(PlayerSet players, MidiMessage note, int frame, ref BlockEventWriter sent)
    {
        int key = (note.Channel * Pitch.Count) + (note.Data1 & 0x7F);
        if (players.Contains(keys[key])) TryEnd(frame, key, ref sent);
    }

    /// <summary>Everybody's notes and pedals end.</summary>
    public void EndAll(int frame, ref BlockEventWriter sent)
    {
        EndAll(PlayerSet.All, frame, ref sent);
        FinishEnding(frame, ref sent);
    }

    /// <summary>The panic button.</summary>
    public virtual void Panic(int frame, ref BlockEventWriter sent) => EndAll(frame, ref sent);

    /// <summary>Sends the note-offs that found no room in an earlier block.</summary>
    public void FinishEnding(int frame, ref BlockEventWriter sent)
    {
        if (!someEnding) return;
        someEnding = false;
        for (int key = 0; key < keys.Length; key++)
        {
            if (keys[key] == Ending) TryRelease(frame, key, NoteOff(key), ref sent);
        }

        for (int pedal = 0; pedal < pedals.Length; pedal++)
        {
            if (pedals[pedal] == Ending) LiftPedal(frame, pedal, ref sent);
        }
    }

    private static MidiMessage NoteOff(int key) =>
        new((byte)(0x80 | (key / Pitch.Count)), (byte)(key % Pitch.Count), 64);

    private static MidiMessage PedalUp(int pedal) =>
        MidiMessage.Control(pedal / Hands.Pedals, Hands.PedalControllers[pedal % Hands.Pedals], 0);

    private bool TryEnd(int frame, int key, ref BlockEventWriter sent)
    {
        byte owner = keys[key];
        MidiMessage off = NoteOff(key);
        bool left = TryRelease(frame, key, off, ref sent);
        if (owner != Ending) OnEnded(frame, off, new Player(owner));
        return left;
    }

    private bool TryRelease(int frame, int key, MidiMessage off, ref BlockEventWriter sent)
    {
        bool left = TrySend(frame, off, ref sent);
        Mark(ref keys[key], left ? Silent : Ending);
        someEnding |= !left;
        return left;
    }

    private void LiftPedal(int frame, int pedal, ref BlockEventWriter sent)
    {
        bool left = TrySend(frame, PedalUp(pedal), ref sent);
        Mark(ref pedals[pedal], left ? Silent : Ending);
        someEnding |= !left;
    }

    private void Mark(ref byte owner, byte code)
    {
        sounding += (code != Silent ? 1 : 0) - (owner != Silent ? 1 : 0);
        owner = code;
    }

    private bool TrySend(int frame, MidiMessage message, ref BlockEventWriter sent)
    {
        if (!TryWrite(frame, message, ref sent)) return false;
        ChannelsUsed |= 1 << message.Channel;
        return true;
    }
}
