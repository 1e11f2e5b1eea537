using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>A MIDI output.</summary>
internal sealed class WireOutlet(Stage stage, SentLog log, byte port) : Outlet
{
    /// <summary>Beside the note-offs, each channel that was used gets the controllers for all notes and all sound off.</summary>
    public override void Panic(int frame, ref BlockEventWriter sent)
    {
        base.Panic(frame, ref sent);
        for (int channel = 0; channel < 16; channel++)
        {
            if ((ChannelsUsed & (1 << channel)) == 0) continue;
            TryWrite(frame, MidiMessage.Control(channel, ControlChange.AllNotesOff, 0), ref sent);
            TryWrite(frame, MidiMessage.Control(channel, ControlChange.AllSoundOff, 0), ref sent);
        }
    }

    protected override bool TryWrite(int frame, MidiMessage message, ref BlockEventWriter sent)
    {
        if (sent.TryWrite(frame, message, port))
        {
            stage.Meters.Left.Add(port);
            return true;
        }

        stage.Meters.Overflows++;
        return false;
    }

    protected override void OnEnded(int frame, MidiMessage message, Player player)
    {
        if (player.Source == NoteSource.Ai) log.AiEnded(frame, message);   // a take holds the human as the human played
    }
}
