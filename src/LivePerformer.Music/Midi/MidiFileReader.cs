using System.Buffers.Binary;

namespace LivePerformer.Music;

/// <summary>Reads a MIDI file as it goes, so that a file of any size needs little memory.</summary>
/// <remarks>Every track keeps its own place in the stream and a buffer of 4 KB while it is being read. Single thread.</remarks>
public sealed class MidiFileReader : IDisposable
{
    private const string Damaged = "the file is damaged, export or copy it again.";

    private readonly Stream stream;
    private readonly bool ownsStream;
    private readonly (long Start, long Length)[] chunks;

    /// <exception cref="MidiFileException">No MIDI file, or a damaged one.</exception>
    public MidiFileReader(string path)
        : this(Open(path), path, ownsStream: true) { }

    /// <param name="stream">Seekable, at its start; stays open.</param>
    /// <param name="name">What error messages call the file.</param>
    /// <exception cref="MidiFileException">No MIDI file, or a damaged one.</exception>
    public MidiFileReader(Stream stream, string name)
        : this(stream, name, ownsStream: false) { }

    private MidiFileReader(Stream stream, string name, bool ownsStream)
    {
        this.stream = stream;
        this.ownsStream = ownsStream;
        Name = name;
        try
        {
            if (!stream.CanSeek) throw new MidiFileException(name, 0, "this is a pipe, not a file; save it to a file first.");
            chunks = ReadChunks();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What error messages call the file.</summary>
    public string Name { get; }

    /// <summary>0: one track. 1: tracks sound together. 2: tracks are independent patterns.</summary>
    public int Format { get; private set; }

    public MidiDivision Division { get; private set; }

    public int TrackCount => chunks.Length;

    /// <summary>The events of one track, in order.</summary>
    public IEnumerable<MidiEvent> Track(int number)
    {
        var track = new MidiTrackReader(stream, Name, number, chunks[number].Start, chunks[number].Length);
        while (track.TryRead(out MidiEvent e)) yield return e;
    }

    /// <summary>The events of all tracks merged by tick; within a tick, lower tracks come first.</summary>
    public IEnumerable<(int Track, MidiEvent Event)> Merged()
    {
        var tracks = new MidiTrackReader[chunks.Length];
        var heads = new MidiEvent[chunks.Length];
        var queue = new PriorityQueue<int, (long Tick, int Track)>(chunks.Length);
        for (int i = 0; i < chunks.Length; i++)
        {
            tracks[i] = new(stream, Name, i, chunks[i].Start, chunks[i].Length);
            if (tracks[i].TryRead(out heads[i])) queue.Enqueue(i, (heads[i].Tick, i));
        }

        while (queue.TryDequeue(out int track, out _))
        {
            yield return (track, heads[track]);
            if (tracks[track].TryRead(out heads[track])) queue.Enqueue(track, (heads[track].Tick, track));
        }
    }

    /// <summary>The channel messages of all tracks, each at its moment: what a player sends.</summary>
    /// <remarks>Format 2: the patterns follow each other, each with its own tempo.</remarks>
    /// <exception cref="MidiFileException">A damaged file.</exception>
    public IEnumerable<TimedMessage> Messages() => Timing.Messages(this);

    public void Dispose()
    {
        if (ownsStream) stream.Dispose();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MidiFileException(path, 0, $"cannot be opened ({e.Message.ReplaceLineEndings(" ")}); check the path and its permissions.");
        }
    }

    private (long Start, long Length)[] ReadChunks()
    {
        Span<byte> bytes = stackalloc byte[14];
        int got = ReadAt(0, bytes);
        if (got == 0) throw new MidiFileException(Name, 0, "the file is empty; export or copy it again.");
        if (got < 4 || !bytes[..4].SequenceEqual("MThd"u8))
        {
            string remedy = got >= 4 && bytes[..4].SequenceEqual("RIFF"u8)
                ? "this is a RIFF file; export it as a plain .mid file."
                : "this is no Standard MIDI File (it must begin with 'MThd'); choose a .mid file.";
            throw new MidiFileException(Name, 0, remedy);
        }

        long header = got < 14 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (header < 6 || 8 + header > stream.Length)
        {
            throw new MidiFileException(Name, 4, $"the header is cut short; {Damaged}");
        }

        Format = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        int count = BinaryPrimitives.ReadUInt16BigEndian(bytes[10..]);
        Division = new(BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]));
        if (Format > 2) throw new MidiFileException(Name, 8, $"format {Format} does not exist (0, 1 and 2 do); {Damaged}");
        if (!Division.IsValid)
        {
            throw new MidiFileException(Name, 12, $"a time division of 0x{Division.Raw:X4} has no meaning; {Damaged}");
        }

        var found = new List<(long, long)>();
        long at = 8 + header;
        while (found.Count < count)
        {
            if (ReadAt(at, bytes[..8]) < 8)
            {
                throw new MidiFileException(Name, at, $"the file ends after {found.Count} of {count} tracks; {Damaged}");
            }

            long length = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
            if (length > stream.Length - at - 8)
            {
                throw new MidiFileException(Name, at + 4,
                    $"a chunk of {length} bytes, but only {stream.Length - at - 8} are left; {Damaged}");
            }

            // Chunks of other kinds are for other programs; the standard asks to step over them.
            if (bytes[..4].SequenceEqual("MTrk"u8)) found.Add((at + 8, length));
            at += 8 + length;
        }

        return [.. found];
    }

    private int ReadAt(long offset, Span<byte> bytes) => ReadAt(stream, Name, offset, bytes);

    /// <summary>As many bytes as there are, up to the length of <paramref name="bytes"/>.</summary>
    internal static int ReadAt(Stream stream, string file, long offset, Span<byte> bytes)
    {
        try
        {
            stream.Position = offset;
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (IOException e)
        {
            throw new MidiFileException(file, offset, $"cannot be read ({e.Message.ReplaceLineEndings(" ")}); check the disk and copy the file again.");
        }
    }
}
