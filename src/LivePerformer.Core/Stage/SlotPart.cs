namespace LivePerformer.Core;

/// <summary>For whom a slot plays.</summary>
[Flags]
public enum SlotPart : byte
{
    Human = 1,
    Ai = 2,
    Both = Human | Ai,
}
