using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>Knows what left on our outputs a moment ago, so that it is not taken for the human when it comes back.</summary>
/// <remarks>Audio thread, except for the constructor. No allocation. A note-off follows its note-on: one that ends an echo
/// is an echo, whatever its velocity, and one that ends the human's key is the human's, although its like has just left.</remarks>
internal sealed class EchoGuard(int sampleRate)
{
    private const int Capacity = 2048;      // more than leave within the tenth of a second; beyond that the oldest is forgotten
    private const int BitsPerInput = 8;

    private struct Departure
    {
        public long Frame;
        public MidiMessage Message;
        public ulong Returns;       // byte n: how often it came back on input n
    }

    private readonly Departure[] departures = new Departure[Capacity];
    private readonly byte[] human = new byte[16 * Pitch.Count];     // bit n: the human holds the key on input n
    private readonly byte[] echoed = new byte[JackPortRow.Most * 16 * Pitch.Count];    // by input and key: how many echoes hold it
    private readonly long window = sampleRate / 10;
    private int first;
    private int count;

    /// <summary>The message leaves; frames never fall.</summary>
    public void Send(long frame, MidiMessage message)
    {
        if (count == Capacity) Forget();
        departures[(first + count++) % Capacity] = new() { Frame = frame, Message = message };
    }

    /// <summary>Whether what has come is our own.</summary>
    /// <param name="ways">How many ways lead from our outputs back to this input: as often each message comes back.</param>
    public bool IsEcho(long frame, MidiMessage message, int input, int ways)
    {
        while (count > 0 && departures[first].Frame < frame - window) Forget();

        byte bit = (byte)(1 << input);
        int key = (message.Channel * Pitch.Count) + (message.Data1 & 0x7F);
        ref byte echoes = ref echoed[(input * human.Length) + key];
        if (message.IsNoteOff) return IsEnd(message, ref human[key], ref echoes, input, ways);

        bool echo = TryReturn(message, input, ways);
        if (!message.IsNoteOn) return echo;

        if (echo) echoes = (byte)Math.Min(echoes + 1, ways);
        else human[key] |= bit;
        return echo;
    }

    /// <summary>Nothing is held on the input any more.</summary>
    public void Release(int input)
    {
        byte others = (byte)~(1 << input);
        foreach (ref byte key in human.AsSpan()) key &= others;
        echoed.AsSpan(input * human.Length, human.Length).Clear();
    }

    /// <summary>What has left will not come back.</summary>
    public void Clear() => count = 0;

    private bool IsEnd(MidiMessage message, ref byte holders, ref byte echoes, int input, int ways)
    {
        bool isHeld = (holders & (1 << input)) != 0;
        bool echo = echoes > 0 ? TryReturn(message, input, ways) || !isHeld : !isHeld && TryReturn(message, input, ways);
        if (!echo) holders = (byte)(holders & ~(1 << input));
        else if (echoes > 0) echoes--;
        return echo;
    }

    private bool TryReturn(MidiMessage message, int input, int ways)
    {
        if (ways == 0) return false;
        int shift = input * BitsPerInput;
        for (int i = 0; i < count; i++)
        {
            ref Departure departure = ref departures[(first + i) % Capacity];
            if (departure.Message != message || (int)(departure.Returns >> shift & 0xFF) >= ways) continue;

            departure.Returns += 1UL << shift;
            return true;
        }

        return false;
    }

    private void Forget()
    {
        first = (first + 1) % Capacity;
        count--;
    }
}
