namespace LivePerformer.Music;

/// <summary>How long a tick is: a part of a quarter note, whose length the tempo says, or a part of a film frame.</summary>
/// <param name="Raw">The two bytes of the file's header.</param>
public readonly record struct MidiDivision(ushort Raw)
{
    /// <summary>Ticks count film frames, and the tempo has no say.</summary>
    public bool IsSmpte => (Raw & 0x8000) != 0;

    /// <summary>Meaningful only where ticks are musical.</summary>
    public int TicksPerQuarter => Raw & 0x7FFF;

    /// <summary>24, 25, 29 (which means 30 drop-frame, 29.97 a second) or 30.</summary>
    public int SmpteFormat => -(sbyte)(Raw >> 8);

    public int TicksPerFrame => Raw & 0xFF;

    /// <summary>Seconds of one tick are <c>Microseconds / (1,000,000 * Ticks)</c> with these two whole numbers.</summary>
    /// <remarks>SMPTE: 29 runs at 30000/1001 frames a second, so that the ratio stays exact.</remarks>
    internal (long Microseconds, long Ticks) TickLength(int microsecondsPerQuarter) =>
        !IsSmpte ? (microsecondsPerQuarter, TicksPerQuarter)
        : SmpteFormat == 29 ? (1_001_000_000L, 30_000L * TicksPerFrame)
        : (1_000_000L, (long)SmpteFormat * TicksPerFrame);

    public bool IsValid => IsSmpte
        ? SmpteFormat is 24 or 25 or 29 or 30 && TicksPerFrame > 0
        : TicksPerQuarter > 0;

    /// <param name="ticks">1 to 32,767.</param>
    public static MidiDivision PerQuarter(int ticks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticks, 0x7FFF);
        return new((ushort)ticks);
    }

    /// <param name="format">24, 25, 29 (drop-frame, 29.97) or 30 frames a second.</param>
    /// <param name="ticksPerFrame">1 to 255.</param>
    public static MidiDivision Smpte(int format, int ticksPerFrame)
    {
        var division = new MidiDivision((ushort)(((byte)(sbyte)-format << 8) | (byte)ticksPerFrame));
        return format is 24 or 25 or 29 or 30 && ticksPerFrame is > 0 and < 256
            ? division
            : throw new ArgumentOutOfRangeException(nameof(format), $"SMPTE {format} with {ticksPerFrame} ticks a frame does not exist.");
    }
}
