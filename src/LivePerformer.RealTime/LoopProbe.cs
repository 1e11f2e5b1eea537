using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>One note that was sent to be heard again.</summary>
/// <param name="Sent">The frame at which its key went down.</param>
/// <param name="Struck">From there until the key was heard to go down, in frames; negative: not heard.</param>
/// <param name="Released">The same from its key's coming up.</param>
public readonly record struct Echo(byte Velocity, long Sent, long Struck, long Released)
{
    public bool IsHeard => Struck >= 0;
}

/// <summary>Sends notes one after the other and listens for each to come back, to the frame at both ends.</summary>
/// <remarks>Audio thread, except for the constructor and the properties. No allocation.</remarks>
public sealed class LoopProbe : IAudioProcessor
{
    private const long Never = -1;

    private readonly byte[] velocities;
    private readonly Pitch pitch;
    private readonly long hold, period, quiet;
    private readonly Echo[] echoes;
    private int done;
    private int strays;
    private long down = Never, up = Never;          // frames at which this note was struck and let go
    private long heardDown = Never, heardUp = Never;
    private long next = Never;

    /// <param name="velocities">Of the notes, in this order.</param>
    /// <param name="hold">How many frames each is held.</param>
    /// <param name="period">Frames from one note to the next: what is not heard by then is lost.</param>
    /// <param name="quiet">Frames before the first, for connections to settle.</param>
    public LoopProbe(byte[] velocities, Pitch pitch, long hold, long period, long quiet)
    {
        this.velocities = velocities;
        this.pitch = pitch;
        this.hold = hold;
        this.period = period;
        this.quiet = quiet;
        echoes = new Echo[velocities.Length];
    }

    /// <summary>Notes that were sent and waited for.</summary>
    /// <remarks>Any thread.</remarks>
    public int Done => Volatile.Read(ref done);

    public bool IsDone => Done == velocities.Length;

    /// <summary>Note-ons that were no echo: somebody plays.</summary>
    public int Strays => Volatile.Read(ref strays);

    /// <remarks>Any thread, once it is done.</remarks>
    public IReadOnlyList<Echo> Echoes => echoes.AsSpan(0, Done).ToArray();

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        output.Clear();
        if (next == Never) next = output.StartFrame + quiet;
        int at = 0;
        for (int frame = 0; frame < output.Frames; frame++)
        {
            long now = output.StartFrame + frame;
            for (; at < heard.Length && heard[at].Frame <= frame; at++) Hear(heard[at].Message, now);
            if (now == next) Advance(now, frame, ref sent);
            if (down != Never && up == Never && now == down + hold)
            {
                up = now;
                sent.TryWrite(frame, MidiMessage.NoteOff(0, pitch));
            }
        }
    }

    public void Finish(ref BlockEventWriter sent)
    {
        if (down != Never && up == Never) sent.TryWrite(0, MidiMessage.NoteOff(0, pitch));
    }

    private void Hear(MidiMessage message, long now)
    {
        bool ours = message.Data1 == pitch.Number && down != Never;
        if (ours && message.IsNoteOn && heardDown == Never) heardDown = now;
        else if (ours && message.IsNoteOff && heardUp == Never && up != Never) heardUp = now;
        else if (message.IsNoteOn) Volatile.Write(ref strays, strays + 1);
    }

    private void Advance(long now, int frame, ref BlockEventWriter sent)
    {
        if (down != Never)
        {
            int i = done;
            echoes[i] = new(velocities[i], down, heardDown == Never ? Never : heardDown - down, heardUp == Never || up == Never ? Never : heardUp - up);
            Volatile.Write(ref done, i + 1);
        }

        down = up = heardDown = heardUp = Never;
        if (done == velocities.Length) return;

        down = now;
        next = now + period;
        sent.TryWrite(frame, MidiMessage.NoteOn(0, pitch, velocities[done]));
    }
}
