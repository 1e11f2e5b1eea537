using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Benchmarks;

/// <summary>A human at a keyboard of their own: plays a file again and again, and what the soak asks for, and keeps what was sent.</summary>
internal sealed class Keyboardist : IAudioProcessor, IDisposable
{
    private readonly (long Frame, MidiMessage Message)[] phrases;
    private readonly long length;
    private readonly SpscRing<MidiMessage> now = new(256);
    private readonly bool[] held = new bool[Pitch.Count];
    private long position;
    private int next;
    private volatile bool plays;
    private volatile bool forgets;

    public Keyboardist(string file, int rate)
    {
        phrases = [.. MidiFile.Read(file).Messages()
            .Where(m => m.Message.IsNoteOn || m.Message.IsNoteOff || (m.Message.IsControlChange && m.Message.Data1 == ControlChange.Sustain))
            .Select(m => (m.Time.ToFrame(rate), m.Message with { Status = m.Message.Kind }))];
        length = phrases[^1].Frame + (2L * rate);
    }

    public Tape Sent { get; } = new();

    public Gaps Gaps { get; } = new();

    /// <summary>The file goes on; else nothing moves, and what is held stays held.</summary>
    public bool Plays
    {
        get => plays;
        set => plays = value;
    }

    /// <summary>At once.</summary>
    /// <remarks>Control thread.</remarks>
    public void Send(MidiMessage message) => now.TryWrite(message);

    /// <summary>The fingers are off the keys without a word: the keyboard was unplugged, or nobody is there to hear.</summary>
    public void LetGo() => forgets = true;

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        Gaps.Called();
        output.Clear();
        if (forgets)
        {
            Array.Clear(held);
            forgets = false;
        }

        while (now.TryRead(out MidiMessage message)) Write(output.StartFrame, 0, message, ref sent);
        if (!plays) return;

        long end = position + output.Frames;
        for (; next < phrases.Length && phrases[next].Frame < end; next++)
            Write(output.StartFrame, (int)Math.Max(0, phrases[next].Frame - position), phrases[next].Message, ref sent);
        position = end;
        if (position >= length) (position, next) = (0, 0);
    }

    public void Dispose() => now.Dispose();

    private void Write(long start, int frame, MidiMessage message, ref BlockEventWriter sent)
    {
        int key = message.Data1 & 0x7F;
        if (message.IsNoteOff && !held[key]) return;
        if (message.IsNoteOn && held[key] && sent.TryWrite(frame, MidiMessage.NoteOff(0, new Pitch(key)))) Sent.Add(start + frame, 0, MidiMessage.NoteOff(0, new Pitch(key)));
        if (message.IsNoteOn || message.IsNoteOff) held[key] = message.IsNoteOn;
        if (sent.TryWrite(frame, message)) Sent.Add(start + frame, 0, message);
    }
}
