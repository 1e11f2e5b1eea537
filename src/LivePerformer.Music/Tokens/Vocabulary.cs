using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>The 388 words of the performance encoding: key down, key up, time passes, touch.</summary>
/// <remarks>Ids 0 to 127 are note-ons, 128 to 255 note-offs, 256 to 355 time shifts of 1 to 100 steps of 10 ms,
/// 356 to 387 velocities in 32 bins of four. The vocabulary of Oore et al., "This Time with Feeling", 2018.</remarks>
public static class Vocabulary
{
    public const int Size = 388;
    public const int FirstNoteOn = 0;
    public const int FirstNoteOff = 128;
    public const int FirstTimeShift = 256;
    public const int FirstVelocity = 356;

    /// <summary>The longest time shift, in steps.</summary>
    public const int LongestShift = 100;

    public const int VelocityBins = 32;

    /// <summary>10 ms.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public static int NoteOn(Pitch pitch) => FirstNoteOn + pitch.Number;

    public static int NoteOff(Pitch pitch) => FirstNoteOff + pitch.Number;

    /// <param name="steps">1 to 100.</param>
    public static int TimeShift(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, LongestShift);
        return FirstTimeShift + steps - 1;
    }

    /// <param name="velocity">1 to 127.</param>
    public static int Velocity(byte velocity) => FirstVelocity + VelocityBin(velocity);

    /// <param name="velocity">1 to 127.</param>
    public static int VelocityBin(byte velocity) => Math.Max(velocity - 1, 0) / 4;

    /// <summary>A velocity that stands for its bin, near the middle: 3, 7, ... 127.</summary>
    public static byte VelocityOf(int bin) => (byte)((4 * bin) + 3);

    public static TokenKind KindOf(int token)
    {
        if ((uint)token >= Size) throw new ArgumentOutOfRangeException(nameof(token), token, "Tokens are 0 to 387.");

        return token < FirstNoteOff ? TokenKind.NoteOn
            : token < FirstTimeShift ? TokenKind.NoteOff
            : token < FirstVelocity ? TokenKind.TimeShift
            : TokenKind.Velocity;
    }

    /// <summary>Steps that pass with this token; 0 unless it is a time shift.</summary>
    public static int StepsOf(int token) =>
        KindOf(token) == TokenKind.TimeShift ? token - FirstTimeShift + 1 : 0;

    /// <summary>The 10 ms step a moment belongs to, rounded half up.</summary>
    internal static long StepAt(TimePoint time) =>
        Math.DivRem(time.Ticks + (Step.Ticks / 2), Step.Ticks, out long rest) - (rest < 0 ? 1 : 0);
}
