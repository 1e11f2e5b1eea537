namespace LivePerformer.Core;

/// <summary>One thing that happened in a performance, small and of fixed size: what a take is made of.</summary>
/// <param name="Skipped">How often, since the entry before, the performer looked and found what was to be expected: the
/// clock unmoved, nothing heard.</param>
/// <param name="A">A frame or a moment's ticks; see the factory of each kind.</param>
/// <param name="B">A second number.</param>
public readonly record struct TakeEntry(TakeKind Kind, int Skipped, long A, long B, MidiMessage Message, byte Flags)
{
    public static TakeEntry Step(int skipped) => new(TakeKind.Step, skipped, 0, 0, default, 0);

    public static TakeEntry Heard(int skipped, in HeardEvent heard) =>
        heard.Lag != 0 ? new(TakeKind.Transcribed, skipped, heard.Frame, heard.Came, heard.Message, heard.Port)
        : new(heard.Port == 0 ? TakeKind.Heard : TakeKind.HeardOn, skipped, heard.Frame, 0, heard.Message, heard.Port);

    public static TakeEntry Command(int skipped, in StageCommand command) =>
        new(TakeKind.Command, skipped, 0, BitConverter.DoubleToInt64Bits(command.Value), default, (byte)command.Kind);

    public static TakeEntry Restart(int skipped) => new(TakeKind.Restart, skipped, 0, 0, default, 0);

    public static TakeEntry Moment(int skipped, TimePoint now) => new(TakeKind.Moment, skipped, now.Ticks, 0, default, 0);

    public static TakeEntry Noise(int skipped) => new(TakeKind.Noise, skipped, 0, 0, default, 0);

    /// <param name="player">Who of the chain of fallbacks planned it, counted from 0.</param>
    public static TakeEntry Plan(int skipped, in DueEvent due, int player) =>
        new(TakeKind.Plan, skipped, due.Frame, ((long)due.Lead << 32) | (uint)due.Epoch, due.Message, (byte)((int)due.Kind | (player << 4)));

    public static TakeEntry Full(int skipped) => new(TakeKind.Full, skipped, 0, 0, default, 0);

    public static TakeEntry Work(int skipped, TimePoint now) => new(TakeKind.Work, skipped, now.Ticks, 0, default, 0);

    public static TakeEntry Of(in SentEvent sent) => sent.IsPanic
        ? new(TakeKind.Panic, 0, sent.SentFrame, 0, default, 0)
        : sent.IsBlock
        ? new(TakeKind.Block, sent.Plans, sent.SentFrame, sent.DueFrame, default, 0)
        : new(TakeKind.Sent, 0, sent.DueFrame, sent.SentFrame, sent.Message, (byte)sent.Flags);

    public static TakeEntry Turn(TimePoint at, NoteSource source) => new(TakeKind.Turn, 0, at.Ticks, 0, default, (byte)source);

    public static TakeEntry Unheard(in HeardEvent heard) =>
        heard.Lag != 0 ? new(TakeKind.UnheardTranscribed, 0, heard.Frame, heard.Came, heard.Message, heard.Port)
        : new(heard.Port == 0 ? TakeKind.Unheard : TakeKind.UnheardOn, 0, heard.Frame, 0, heard.Message, heard.Port);

    public static TakeEntry Remark(TimePoint at) => new(TakeKind.Remark, 0, at.Ticks, 0, default, 0);

    public static TakeEntry Lost(long entries) => new(TakeKind.Lost, 0, 0, entries, default, 0);

    /// <param name="frame">The frame behind the last block.</param>
    /// <param name="overflows">Messages that found a full ring.</param>
    public static TakeEntry End(int skipped, long frame, long overflows) => new(TakeKind.End, skipped, frame, overflows, default, 0);

    /// <summary>Of a message that was heard.</summary>
    public HeardEvent HeardEvent => new(A, Message, Flags, Kind is TakeKind.Transcribed or TakeKind.UnheardTranscribed ? (int)(B - A) : 0);

    /// <summary>Whether it is a message of the human, whoever heard it.</summary>
    public bool IsHuman => Kind is TakeKind.Heard or TakeKind.HeardOn or TakeKind.Transcribed || IsUnheard;

    private bool IsUnheard => Kind is TakeKind.Unheard or TakeKind.UnheardOn or TakeKind.UnheardTranscribed;

    /// <summary>Of what the performer was told to do.</summary>
    public StageCommand StageCommand => new((CommandKind)Flags, BitConverter.Int64BitsToDouble(B));

    /// <summary>Of a plan.</summary>
    public DueEvent DueEvent => new(A, Message, (int)B, (DueKind)(Flags & 0x0F), (int)(B >> 32));

    /// <summary>Of a plan: who of the chain of fallbacks made it, counted from 0.</summary>
    public int Player => Flags >> 4;

    /// <summary>Of a message that was sent.</summary>
    public SentEvent SentEvent => new(A, B, Message, NoteSource.Ai, (SentFlags)Flags);
}
