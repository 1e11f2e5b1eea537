using LivePerformer.Core;

namespace LivePerformer.Benchmarks;

/// <summary>What sounds on an output for whoever listens there: keys that are down, pedals that are down.</summary>
internal sealed class Sounding
{
    private readonly Dictionary<(byte Port, byte Channel, byte Key), long> keys = [];
    private readonly Dictionary<(byte Port, byte Channel, byte Pedal), byte> pedals = [];

    public int On { get; private set; }
    public int Off { get; private set; }

    /// <summary>Note-ons of a key that was down.</summary>
    public int Doubled { get; private set; }

    /// <summary>Note-offs of a key that was not.</summary>
    public int Stray { get; private set; }

    public IEnumerable<string> Keys => keys.Select(key => $"key {key.Key.Key} of channel {key.Key.Channel + 1} on output {key.Key.Port + 1} since frame {key.Value}");

    public IEnumerable<string> Pedals => pedals.Where(pedal => pedal.Value > 0).Select(pedal => $"controller {pedal.Key.Pedal} of channel {pedal.Key.Channel + 1} on output {pedal.Key.Port + 1}");

    public void Hear(in Taped taped)
    {
        MidiMessage message = taped.Message;
        var key = (taped.Port, message.Channel, message.Data1);
        if (message.IsNoteOn)
        {
            On++;
            if (!keys.TryAdd(key, taped.Frame)) Doubled++;
        }
        else if (message.IsNoteOff)
        {
            if (keys.Remove(key)) Off++;
            else Stray++;
        }
        else if (message.IsControlChange && message.Data1 is ControlChange.Sustain or ControlChange.Sostenuto or ControlChange.Soft)
        {
            pedals[key] = message.Data2;
        }
    }

    /// <summary>The server is gone, and nothing sounds any more.</summary>
    /// <returns>How many keys were down.</returns>
    public int FallSilent()
    {
        int count = keys.Count;
        keys.Clear();
        pedals.Clear();
        return count;
    }
}
