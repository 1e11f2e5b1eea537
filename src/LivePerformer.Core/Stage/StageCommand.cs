namespace LivePerformer.Core;

/// <summary>Something that the musician told the performance to do, by a control, a key, the page or a command.</summary>
/// <param name="Value">What it means depends on the kind; 0 where it means nothing.</param>
public readonly record struct StageCommand(CommandKind Kind, double Value = 0)
{
    private const int Slots = 16;

    /// <param name="item">Of the set list, counted from 0.</param>
    /// <param name="slot">Of the callback, into which it was loaded.</param>
    public static StageCommand Enter(int item, int slot) => new(CommandKind.Enter, (item * Slots) + slot);

    /// <summary>Of an entrance: the item, counted from 0.</summary>
    public int Item => (int)Value / Slots;

    /// <summary>Of an entrance: the slot.</summary>
    public int Slot => (int)Value % Slots;
}
