namespace LivePerformer.Music;

/// <summary>Reads a FLAC file (RFC 9639) frame by frame; nothing is given out before its checksum has been verified.</summary>
internal sealed class FlacReader : SoundReader
{
    private readonly SoundStream stream;
    private readonly FlacStreamInfo info;
    private readonly FlacBits bits;
    private readonly double scale;
    private long[] block = [];          // channel by channel
    private int stride;                 // from one channel to the next
    private int blockSize, blockAt;     // samples of each channel in it; how many were given out
    private long given;
    private long expected = -1;         // number of the next frame, or of its first sample
    private bool isOver;

    /// <param name="stream">At "fLaC".</param>
    /// <exception cref="SoundFileException">It is damaged, or of a kind that nobody makes.</exception>
    public FlacReader(SoundStream stream)
    {
        this.stream = stream;
        info = ReadMetadata(stream);
        CheckShape(stream.Name, info.SampleRate, info.Channels);
        if (info.Bits < 4) throw new SoundFileException(stream.Name, $"claims {info.Bits} bits a sample. It is damaged: export or copy it again.");

        SampleRate = info.SampleRate;
        Channels = info.Channels;
        Frames = info.Frames == 0 ? -1 : info.Frames;
        scale = 1.0 / (1L << (info.Bits - 1));
        bits = new(stream);
        if (!TryReadFrame() && (Frames > 0 || IsCutOff)) throw CutOff(stream);
    }

    /// <summary>Bits of a sample.</summary>
    public int Bits => info.Bits;

    public override int Read(Span<float> interleaved)
    {
        int done = 0, most = interleaved.Length / Channels;
        while (done < most && (blockAt < blockSize || TryReadFrame()))
        {
            int count = Math.Min(most - done, blockSize - blockAt);
            for (int channel = 0; channel < Channels; channel++)
            {
                ReadOnlySpan<long> samples = block.AsSpan((channel * stride) + blockAt, count);
                int to = (done * Channels) + channel;
                foreach (long sample in samples)
                {
                    interleaved[to] = (float)(sample * scale);
                    to += Channels;
                }
            }

            blockAt += count;
            done += count;
        }

        return done;
    }

    /// <summary>The next block of integers, interleaved; empty at the end. Not to be mixed with <see cref="Read"/>.</summary>
    internal long[] ReadIntegers()
    {
        if (blockAt == blockSize && !TryReadFrame()) return [];

        long[] interleaved = new long[blockSize * Channels];
        for (int i = 0; i < interleaved.Length; i++) interleaved[i] = block[(i % Channels * stride) + (i / Channels)];
        blockAt = blockSize;
        return interleaved;
    }

    private bool TryReadFrame()
    {
        if (isOver) return false;

        blockAt = blockSize = 0;
        try
        {
            bits.BeginFrame();
            if ((Frames >= 0 && given >= Frames) || bits.IsAtEnd || IsTag(bits.Peek(3)))
            {
                isOver = true;
                IsCutOff = given < Frames;
                return false;
            }

            ReadFrame();
            return true;
        }
        catch (EndOfStreamException)
        {
            // A frame that runs far beyond its promised size is damaged; else the file has lost its end.
            if (info.MostFrameBytes > 0 && bits.FrameBytes.Length > info.MostFrameBytes) throw Damaged("a frame without an end");
            isOver = IsCutOff = true;
            return false;
        }
        catch (FlacFault fault)
        {
            throw Damaged(fault.Message);
        }
    }

    private void ReadFrame()
    {
        FlacFrameHeader header = FlacFrameHeader.Read(bits, info);
        if (expected >= 0 && header.Number != expected) throw new FlacFault($"frame {header.Number} where {expected} must come");

        if (block.Length < header.Size * Channels) block = new long[header.Size * Channels];
        for (int channel = 0; channel < Channels; channel++)
            FlacSubframe.Read(bits, block.AsSpan(channel * header.Size, header.Size), info.Bits + (header.IsSide(channel) ? 1 : 0));

        bits.Align();
        ushort sum = FlacCrc.Crc16(bits.FrameBytes);
        if (bits.Unsigned(16) != sum) throw new FlacFault("wrong checksum of a frame");

        if (header.Assignment >= FlacFrameHeader.LeftSide) Unite(block.AsSpan(0, header.Size), block.AsSpan(header.Size, header.Size), header.Assignment);
        expected = header.Number + (header.Varies ? header.Size : 1);
        stride = header.Size;
        blockSize = Frames < 0 ? stride : (int)Math.Min(stride, Frames - given);
        given += blockSize;
    }

    private static void Unite(Span<long> first, Span<long> second, int assignment)
    {
        for (int i = 0; i < first.Length; i++)
        {
            long a = first[i], b = second[i];
            if (assignment == FlacFrameHeader.LeftSide)
            {
                second[i] = a - b;
            }
            else if (assignment == FlacFrameHeader.SideRight)
            {
                first[i] = a + b;
            }
            else
            {
                long twice = (a << 1) | (b & 1);        // the bit that halving took away is the side's lowest
                first[i] = (twice + b) >> 1;
                second[i] = (twice - b) >> 1;
            }
        }
    }

    private static FlacStreamInfo ReadMetadata(SoundStream stream)
    {
        Span<byte> head = stackalloc byte[4], body = stackalloc byte[FlacStreamInfo.Bytes];
        stream.Read(head);
        FlacStreamInfo? info = null;
        for (bool isLast = false; !isLast;)
        {
            if (stream.Read(head) < head.Length) throw CutOff(stream);

            isLast = (head[0] & 0x80) != 0;
            int length = (head[1] << 16) | (head[2] << 8) | head[3];
            long behind = stream.Position + length;
            if (info is null)
            {
                if ((head[0] & 0x7F) != 0 || length < FlacStreamInfo.Bytes)
                    throw new SoundFileException(stream.Name, "does not begin with STREAMINFO as every FLAC file must. It is damaged: export or copy it again.");
                if (stream.Read(body) < body.Length) throw CutOff(stream);
                info = FlacStreamInfo.Parse(body);
            }

            stream.SkipTo(behind);
            if (stream.Position < behind) throw CutOff(stream);
        }

        return info!.Value;
    }

    // An ID3v1 tag, put behind the last frame by programs that know no better.
    private static bool IsTag(ReadOnlySpan<byte> next) => next.SequenceEqual("TAG"u8);

    private static SoundFileException CutOff(SoundStream stream) =>
        new(stream.Name, "was cut off before its first frame of sound. Export or copy it again.");

    private SoundFileException Damaged(string what) =>
        new(stream.Name, $"is damaged at byte {bits.FrameStart} ({what}). Export or copy it again.");
}
