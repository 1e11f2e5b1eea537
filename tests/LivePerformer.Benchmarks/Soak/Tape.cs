using LivePerformer.Core;

namespace LivePerformer.Benchmarks;

/// <summary>A message, when and on which port.</summary>
internal readonly record struct Taped(long Frame, byte Port, MidiMessage Message);

/// <summary>Messages in the order in which they came or went.</summary>
/// <remarks>The audio thread writes, and allocates nothing.</remarks>
internal sealed class Tape
{
    private readonly Taped[] messages = new Taped[1 << 20];     // a hundred a second for three hours
    private int count;

    public Tape() => Array.Fill(messages, default);     // touched now, not by the audio thread

    public int Count => Volatile.Read(ref count);

    public bool IsFull => Count == messages.Length;

    public ReadOnlySpan<Taped> All => messages.AsSpan(0, Count);

    public void Add(long frame, byte port, MidiMessage message)
    {
        if (count == messages.Length) return;

        messages[count] = new(frame, port, message);
        Volatile.Write(ref count, count + 1);
    }
}
