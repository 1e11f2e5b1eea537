using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>Who holds a key or a pedal behind a way out: the AI of a slot, or the human through a slot and an input.</summary>
internal readonly record struct Player(byte Code)
{
    private const int OfOneSlot = 1 + Hands.Ports;

    public static Player Ai(int slot) => new((byte)(1 + (slot * OfOneSlot)));

    public static Player Human(int slot, int port) => new((byte)(2 + (slot * OfOneSlot) + port));

    /// <summary>Who keeps the time: nobody of the music, and of no slot; no answer that is cancelled may end it.</summary>
    public static Player Timekeeper { get; } = Human(Stage.Slots + 1, 0);

    public NoteSource Source => (Code - 1) % OfOneSlot == 0 ? NoteSource.Ai : NoteSource.Human;

    public int Slot => (Code - 1) / OfOneSlot;
}

/// <summary>Several players.</summary>
internal readonly record struct PlayerSet
{
    private readonly UInt128 codes;

    private PlayerSet(UInt128 codes) => this.codes = codes;

    public static PlayerSet All { get; } = new(~UInt128.One);       // 0 is nobody

    public static PlayerSet Humans { get; } = Where(player => player.Source == NoteSource.Human);

    public static PlayerSet Ais { get; } = Where(player => player.Source == NoteSource.Ai);

    private static readonly PlayerSet[] Slots = [.. Enumerable.Range(0, Stage.Slots).Select(slot => Where(player => player.Slot == slot))];

    /// <summary>All who play through the slot.</summary>
    public static PlayerSet Of(int slot) => Slots[slot];

    public PlayerSet And(PlayerSet other) => new(codes & other.codes);

    public bool Contains(byte code) => code < 128 && ((codes >> code) & UInt128.One) != UInt128.Zero;

    private static PlayerSet Where(Func<Player, bool> isIn)
    {
        UInt128 codes = UInt128.Zero;
        for (byte code = 1; code < 128; code++)
        {
            if (isIn(new(code))) codes |= UInt128.One << code;
        }

        return new(codes);
    }
}
