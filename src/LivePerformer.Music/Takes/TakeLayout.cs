using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>How a take lies on disk.</summary>
/// <remarks>
/// A signature of eight bytes, whose last but one is the version; then blocks, each written at once: a mark,
/// the block's number, the length of its content, the CRC-32 of number, length and content, as 32-bit numbers, low byte first. Block 0
/// holds the header as JSON, the others hold entries. Each block can be read alone: one that is damaged costs no other.
/// An entry is its kind's number, then those fields that the kind has, as variable-length numbers of seven bits a byte,
/// low first; moments and frames as the difference to the one before in the block, signs folded in (zigzag).
/// </remarks>
internal static class TakeLayout
{
    public const int BlockHead = 16;
    public const uint BlockMark = 0x54_61_6B_65;
    public const int MostBytes = 1 << 26;       // in a block; a full ring needs a tenth

    public static ReadOnlySpan<byte> Signature => "LPtake1\n"u8;

    [Flags]
    public enum Fields
    {
        None = 0,
        Skipped = 1,
        Frame = 2,          // A is a frame
        Moment = 4,         // A is a moment of the performance
        Work = 8,           // A is a moment on the clock of work
        FromA = 16,         // B is near A
        Number = 32,        // B is a small number
        Message = 64,
        Flags = 128,
    }

    public static Fields Of(TakeKind kind) => kind switch
    {
        TakeKind.Step or TakeKind.Noise or TakeKind.Full => Fields.Skipped,
        TakeKind.Heard => Fields.Skipped | Fields.Frame | Fields.Message,
        TakeKind.HeardOn => Fields.Skipped | Fields.Frame | Fields.Message | Fields.Flags,
        TakeKind.Transcribed => Fields.Skipped | Fields.Frame | Fields.FromA | Fields.Message | Fields.Flags,
        TakeKind.UnheardTranscribed => Fields.Frame | Fields.FromA | Fields.Message | Fields.Flags,
        TakeKind.UnheardOn => Fields.Frame | Fields.Message | Fields.Flags,
        TakeKind.Command => Fields.Skipped | Fields.Number | Fields.Flags,
        TakeKind.Restart => Fields.Skipped,
        TakeKind.Moment => Fields.Skipped | Fields.Moment,
        TakeKind.Plan => Fields.Skipped | Fields.Frame | Fields.Number | Fields.Message | Fields.Flags,
        TakeKind.Work => Fields.Skipped | Fields.Work,
        TakeKind.Sent => Fields.Frame | Fields.FromA | Fields.Message | Fields.Flags,
        TakeKind.Block => Fields.Skipped | Fields.Frame | Fields.FromA,
        TakeKind.Panic => Fields.Frame,
        TakeKind.Turn => Fields.Moment | Fields.Flags,
        TakeKind.Unheard => Fields.Frame | Fields.Message,
        TakeKind.Remark => Fields.Moment | Fields.Number,
        TakeKind.Lost => Fields.Number,
        TakeKind.End => Fields.Skipped | Fields.Frame | Fields.Number,
        _ => Fields.None,
    };
}
