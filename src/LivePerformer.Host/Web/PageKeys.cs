using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>The keys of all pages, on their way to the callback; what somebody holds who goes away comes up.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class PageKeys(Stage stage)
{
    private static readonly TimeSpan TrialLength = TimeSpan.FromMilliseconds(400);

    private readonly Lock door = new();
    private readonly Dictionary<object, HashSet<int>> held = [];       // by player: channel and key; pedals above
    private bool closed;

    /// <summary>Plays one message as if it came on the first input.</summary>
    /// <param name="player">Who holds what it strikes.</param>
    /// <returns>False where there is no room: the callback does not run.</returns>
    public bool TryPlay(object player, MidiMessage message)
    {
        lock (door)
        {
            if (closed || !stage.Touched.TryWrite(new(0, message))) return false;

            if (!held.TryGetValue(player, out HashSet<int>? own)) held[player] = own = [];
            int key = (message.Channel << 8) | message.Data1;
            if (message.IsNoteOn) own.Add(key);
            else if (message.IsNoteOff) own.Remove(key);
            else if (message.IsControlChange && message.Data1 is ControlChange.Sustain or ControlChange.Sostenuto or ControlChange.Soft)
                (message.Data2 > 0 ? (Func<int, bool>)own.Add : own.Remove)(key | 0x80);
            return true;
        }
    }

    /// <summary>All keys and pedals of somebody come up.</summary>
    public void LetGo(object player)
    {
        lock (door)
        {
            if (!held.Remove(player, out HashSet<int>? own) || closed) return;
            foreach (int key in own)
            {
                int channel = key >> 8;
                byte number = (byte)(key & 0x7F);
                stage.Touched.TryWrite(new(0, (key & 0x80) != 0 ? MidiMessage.Control(channel, number, 0) : MidiMessage.NoteOff(channel, new Pitch(number))));
            }
        }
    }

    /// <summary>A note that tries an output, or the built-in instrument.</summary>
    /// <param name="output">Its number; null: the instrument.</param>
    public bool TryTrial(int? output)
    {
        byte port = output is int number ? (byte)(Stage.Trial + number) : Stage.TrialOfInstrument;
        lock (door)
        {
            if (closed || !stage.Touched.TryWrite(new(0, MidiMessage.NoteOn(0, new Pitch(60), 80), port))) return false;
        }

        _ = EndTrial(port);
        return true;
    }

    /// <summary>Nothing goes to the callback any more.</summary>
    public void Close()
    {
        lock (door) closed = true;
    }

    private async Task EndTrial(byte port)
    {
        await Task.Delay(TrialLength);
        lock (door)
        {
            if (!closed) stage.Touched.TryWrite(new(0, MidiMessage.NoteOff(0, new Pitch(60)), port));
        }
    }
}
