using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LivePerformer.Synth;

/// <summary>Reads the RIFF chunks of a SoundFont 2 file; believes no length before it has compared it with the file's.</summary>
internal sealed class SoundFontReader(Stream stream, string name) : IDisposable
{
    private const int PieceFrames = 1 << 14;

    // Every table is indexed by 16 bits, and ends with one record that only marks the end.
    private const int MostRecords = 65_536;

    private readonly long end = stream.Length;
    private readonly Dictionary<string, UnmanagedArray<byte>> hydra = [];
    private string? title;
    private UnmanagedArray<float>? samples;
    private int version;

    public SoundFont Read()
    {
        (string id, long riffEnd) = Chunk(end);
        if (id != "RIFF" || FourLetters(riffEnd) != "sfbk")
            throw Fault("it is not a SoundFont 2 file", "Choose a .sf2 file.");

        while (riffEnd - stream.Position >= 8)
        {
            (id, long chunkEnd) = Chunk(riffEnd);
            if (id == "LIST") List(FourLetters(chunkEnd), chunkEnd);
            Skip(chunkEnd, riffEnd);
        }

        if (version == 3) throw Fault("its samples are compressed (SoundFont 3)", "Convert it to SoundFont 2 first.");
        if (version != 2) throw Fault($"it speaks version {version} of the format", "Only version 2 is understood; choose a .sf2 file.");
        if (samples is null) throw Fault("it has no samples (chunk 'smpl')");

        var font = new SoundFont(title ?? name, samples, new PresetBuilder(Table, samples.Length, name).Build());
        samples = null;     // the font's from here on
        return font;
    }

    /// <summary>At once, not when the collector comes by: where sound is playing it never shall.</summary>
    public void Dispose()
    {
        samples?.Dispose();
        foreach (UnmanagedArray<byte> table in hydra.Values) table.Dispose();
    }

    private void List(string kind, long listEnd)
    {
        while (listEnd - stream.Position >= 8)
        {
            (string id, long chunkEnd) = Chunk(listEnd);
            long length = chunkEnd - stream.Position;
            switch (kind, id)
            {
                case ("INFO", "ifil"):
                    version = length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)) : 0;
                    break;
                case ("INFO", "INAM"):
                    title = Text(Bytes((int)Math.Min(length, 256)));
                    break;
                case ("sdta", "smpl"):
                    Samples(length);
                    break;
                case ("sdta", "sm24"):
                    LowBytes(length);
                    break;
                case ("pdta", _):
                    if (length > int.MaxValue / 2) throw Fault($"its chunk '{id}' is too long");
                    if (IsTable(id) && !hydra.ContainsKey(id)) Keep(id, (int)length);
                    break;
                default:
                    break;
            }

            Skip(chunkEnd, listEnd);
        }
    }

    private static bool IsTable(string id) =>
        id is "phdr" or "pbag" or "pmod" or "pgen" or "inst" or "ibag" or "imod" or "igen" or "shdr";

    private void Keep(string id, int length)
    {
        var table = new UnmanagedArray<byte>(length);
        hydra.Add(id, table);
        stream.ReadExactly(table.Span);
    }

    private ReadOnlySpan<byte> Table(string id, int recordBytes)
    {
        if (!hydra.TryGetValue(id, out UnmanagedArray<byte>? table)) throw Fault($"its chunk '{id}' is missing");
        if (table.Length == 0 || table.Length % recordBytes != 0)
            throw Fault($"its chunk '{id}' has {table.Length} bytes, not a multiple of {recordBytes}");
        if (table.Length / recordBytes > MostRecords) throw Fault($"its chunk '{id}' has more records than can be numbered");
        return table.Span;
    }

    private void Samples(long bytes)
    {
        if (samples is not null) throw Fault("it has two chunks 'smpl'");
        if (bytes / 2 > Array.MaxLength / 2) throw Fault("its samples are too long", "Choose a font of less than 2 GB.");

        samples = new UnmanagedArray<float>((int)(bytes / 2));
        Span<float> target = samples.Span;
        short[] piece = new short[Math.Min(target.Length, PieceFrames)];
        for (int at = 0; at < target.Length;)
        {
            Span<short> read = piece.AsSpan(0, Math.Min(piece.Length, target.Length - at));
            stream.ReadExactly(MemoryMarshal.AsBytes(read));
            for (int i = 0; i < read.Length; i++)
            {
                short value = BitConverter.IsLittleEndian ? read[i] : BinaryPrimitives.ReverseEndianness(read[i]);
                target[at + i] = value / 32_768f;
            }

            at += read.Length;
        }
    }

    // The third byte of 24-bit recordings; to be ignored where its length does not match (SoundFont 2.04, section 6.2).
    private void LowBytes(long bytes)
    {
        if (samples is null || bytes < samples.Length || bytes > samples.Length + 1) return;

        Span<float> target = samples.Span;
        byte[] piece = new byte[Math.Min(target.Length, PieceFrames)];
        for (int at = 0; at < target.Length;)
        {
            Span<byte> read = piece.AsSpan(0, Math.Min(piece.Length, target.Length - at));
            stream.ReadExactly(read);
            for (int i = 0; i < read.Length; i++) target[at + i] += read[i] / 8_388_608f;
            at += read.Length;
        }
    }

    private (string Id, long End) Chunk(long parentEnd)
    {
        Span<byte> head = stackalloc byte[8];
        if (parentEnd - stream.Position < 8) throw Fault("it ends too early");

        stream.ReadExactly(head);
        string id = Encoding.Latin1.GetString(head[..4]);
        long chunkEnd = stream.Position + BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        return chunkEnd <= parentEnd
            ? (id, chunkEnd)
            : throw Fault($"its chunk '{Text(head[..4])}' says it goes on after the end of what holds it");
    }

    private string FourLetters(long chunkEnd) =>
        chunkEnd - stream.Position >= 4 ? Encoding.Latin1.GetString(Bytes(4)) : throw Fault("it ends too early");

    // Chunks begin at even positions.
    private void Skip(long chunkEnd, long parentEnd) =>
        stream.Position = Math.Min(chunkEnd + (chunkEnd & 1), parentEnd);

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Printable letters up to the first zero.</summary>
    internal static string Text(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.IndexOf((byte)0);
        if (length >= 0) bytes = bytes[..length];
        char[] letters = new char[bytes.Length];
        for (int i = 0; i < letters.Length; i++) letters[i] = bytes[i] is >= 32 and < 127 ? (char)bytes[i] : '?';
        return new string(letters).Trim();
    }

    private SoundFontException Fault(string reason, string remedy = SoundFontException.OtherFile) => new(name, reason, remedy);
}
