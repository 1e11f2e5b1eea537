namespace LivePerformer.Music;

/// <summary>The bytes of a sound file, from first to last; a pipe will do.</summary>
/// <remarks>Single thread. Whatever goes wrong with the disk becomes a <see cref="SoundFileException"/>.</remarks>
internal sealed class SoundStream : IDisposable
{
    private readonly Stream stream;
    private readonly bool ownsStream;
    private readonly byte[] head = new byte[16];
    private int headAt, headCount;      // bytes that were looked at and not taken

    private SoundStream(Stream stream, string name, bool ownsStream)
    {
        this.stream = stream;
        this.ownsStream = ownsStream;
        Name = name;
        Length = stream.CanSeek ? stream.Length : -1;
    }

    /// <summary>What error messages call the file.</summary>
    public string Name { get; }

    /// <summary>Bytes in the file; -1 for a pipe.</summary>
    public long Length { get; }

    /// <summary>Bytes taken so far.</summary>
    public long Position { get; private set; }

    public bool CanSeek => Length >= 0;

    /// <exception cref="SoundFileException">It is absent, or may not be read.</exception>
    public static SoundStream Open(string path)
    {
        try
        {
            return new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), path, ownsStream: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SoundFileException(path, $"cannot be opened ({fault.Message.ReplaceLineEndings(" ")}). Check the path and its permissions.");
        }
    }

    /// <param name="stream">At its start; stays open.</param>
    /// <param name="name">What error messages call it.</param>
    public static SoundStream Over(Stream stream, string name) => new(stream, name, ownsStream: false);

    /// <summary>Fills the span, less only at the end of the file.</summary>
    /// <returns>Bytes.</returns>
    public int Read(Span<byte> bytes)
    {
        int kept = Math.Min(headCount - headAt, bytes.Length);
        head.AsSpan(headAt, kept).CopyTo(bytes);
        headAt += kept;
        int got = kept + ReadStream(bytes[kept..]);
        Position += got;
        return got;
    }

    /// <summary>The next bytes, which stay where they are; fewer only at the end of the file.</summary>
    /// <param name="count">16 at most.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        head.AsSpan(headAt, headCount - headAt).CopyTo(head);
        headCount -= headAt;
        headAt = 0;
        if (headCount < count) headCount += ReadStream(head.AsSpan(headCount, count - headCount));
        return head.AsSpan(0, Math.Min(count, headCount));
    }

    /// <summary>Goes on at this byte; behind the end of the file there is nothing to read.</summary>
    /// <param name="position">For a pipe, not before <see cref="Position"/>.</param>
    public void SkipTo(long position)
    {
        if (CanSeek)
        {
            Position = Math.Min(position, Length);
            headAt = headCount = 0;
            try
            {
                stream.Position = Position;
            }
            catch (IOException fault)
            {
                throw Refused(fault);
            }

            return;
        }

        Span<byte> waste = stackalloc byte[4096];
        while (Position < position && Read(waste[..(int)Math.Min(waste.Length, position - Position)]) > 0) { }
    }

    public void Dispose()
    {
        if (ownsStream) stream.Dispose();
    }

    private int ReadStream(Span<byte> bytes)
    {
        try
        {
            return bytes.IsEmpty ? 0 : stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Refused(fault);
        }
    }

    private SoundFileException Refused(Exception fault) =>
        new(Name, $"cannot be read ({fault.Message.ReplaceLineEndings(" ")}). Check the disk, or copy the file to another.");
}
