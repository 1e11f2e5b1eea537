namespace LivePerformer.Music;

/// <summary>What stands before the samples of a FLAC frame.</summary>
/// <param name="Number">Of the frame, or of its first sample where sizes vary.</param>
/// <param name="Size">Samples of each channel.</param>
/// <param name="Assignment">0 to 7: so many channels and one more; 8: left and side; 9: side and right; 10: mid and side.</param>
internal readonly record struct FlacFrameHeader(bool Varies, long Number, int Size, int Assignment)
{
    public const int LeftSide = 8, SideRight = 9, MidSide = 10;

    public int Channels => Assignment < LeftSide ? Assignment + 1 : 2;

    /// <summary>Whether a channel is a difference and so one bit wider.</summary>
    public bool IsSide(int channel) => Assignment == SideRight ? channel == 0 : Assignment >= LeftSide && channel == 1;

    /// <exception cref="FlacFault">It is no header, or tells of other sound than the beginning of the file.</exception>
    public static FlacFrameHeader Read(FlacBits bits, FlacStreamInfo info)
    {
        if (bits.Unsigned(15) != 0b1111_1111_1111_100) throw new FlacFault("no frame where one must begin");

        bool varies = bits.Unsigned(1) == 1;
        int size = (int)bits.Unsigned(4), rate = (int)bits.Unsigned(4), assignment = (int)bits.Unsigned(4), depth = (int)bits.Unsigned(3);
        bits.Unsigned(1);
        long number = ReadNumber(bits);
        size = size switch
        {
            0 => throw new FlacFault("a frame of no known size"),
            1 => 192,
            <= 5 => 576 << (size - 2),
            6 => (int)bits.Unsigned(8) + 1,
            7 => (int)bits.Unsigned(16) + 1,
            _ => 256 << (size - 8),
        };
        int hertz = rate switch
        {
            0 => info.SampleRate,
            <= 11 => Rates[rate - 1],
            12 => (int)bits.Unsigned(8) * 1000,
            13 => (int)bits.Unsigned(16),
            14 => (int)bits.Unsigned(16) * 10,
            _ => throw new FlacFault("a frame of no known sample rate"),
        };
        byte sum = FlacCrc.Crc8(bits.FrameBytes);
        if (bits.Unsigned(8) != sum) throw new FlacFault("wrong checksum of a frame's header");

        var header = new FlacFrameHeader(varies, number, size, assignment);
        if (assignment > MidSide) throw new FlacFault("a frame of no known channels");
        if (header.Channels != info.Channels) throw new FlacFault($"{header.Channels} channels after {info.Channels}");
        if (hertz != info.SampleRate) throw new FlacFault($"{hertz} Hz after {info.SampleRate} Hz");
        if (depth != 0 && Depths[depth] != info.Bits) throw new FlacFault($"{Depths[depth]} bits after {info.Bits}");
        return header;
    }

    private static ReadOnlySpan<int> Rates => [88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

    private static ReadOnlySpan<int> Depths => [0, 8, 12, 0, 16, 20, 24, 32];

    /// <summary>A number in the manner of UTF-8, up to 36 bits in seven bytes.</summary>
    private static long ReadNumber(FlacBits bits)
    {
        long first = (long)bits.Unsigned(8);
        if (first < 0x80) return first;

        int more = 0;
        for (int mask = 0x40; (first & mask) != 0; mask >>= 1) more++;
        if (more is 0 or 7) throw new FlacFault("a frame without a number");

        long number = first & (0x3F >> more);
        for (int i = 0; i < more; i++)
        {
            long next = (long)bits.Unsigned(8);
            if ((next & 0xC0) != 0x80) throw new FlacFault("a frame without a number");
            number = (number << 6) | (next & 0x3F);
        }

        return number;
    }
}
