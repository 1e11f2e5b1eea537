using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A take as it was read from its file, with all that could be read.</summary>
public sealed class RecordedTake
{
    private readonly List<TakeEntry> entries = [];
    private readonly List<(TimePoint, string)> remarks = [];
    private readonly List<string> faults = [];
    private readonly bool keepsEntries;
    private bool isClosed;
    private int humanNotes, aiNotes;

    private RecordedTake(TakeHeader header, bool keepsEntries)
    {
        Header = header;
        this.keepsEntries = keepsEntries;
    }

    public TakeHeader Header { get; }

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyList<TakeEntry> Entries => entries;

    public IReadOnlyList<(TimePoint At, string Text)> Remarks => remarks;

    /// <summary>It was closed in good order and nothing of it is missing.</summary>
    public bool IsWhole => faults.Count == 0;

    /// <summary>Nothing is missing but for an end that was cut off, by a crash or a power cut.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>What is missing, in words; empty where nothing is.</summary>
    public string Missing => string.Join("; ", faults);

    /// <summary>The frame behind its last block, or behind the last of which it tells.</summary>
    public long EndFrame { get; private set; }

    public TimeSpan Length => TimePoint.FromFrame(EndFrame, Header.SampleRate).SinceStart;

    /// <summary>The human's messages, as they were played; a clock that was heard is not among them.</summary>
    public IEnumerable<HeardEvent> Human => Heard.OrderBy(heard => heard.Frame);

    /// <summary>The same in the order in which the callback had them.</summary>
    public IEnumerable<HeardEvent> Came => Heard.OrderBy(heard => heard.Came);

    private IEnumerable<HeardEvent> Heard => entries.Where(entry => entry.IsHuman && !entry.Message.IsSystem).Select(entry => entry.HeardEvent);

    /// <summary>The AI's messages, those that left and those that were dropped, in the order in which that happened.</summary>
    public IEnumerable<SentEvent> Ai => entries.Where(entry => entry.Kind == TakeKind.Sent).Select(entry => entry.SentEvent);

    /// <summary>How many notes that left were played by whom: by networks, in the order of the chain of fallbacks, and at last
    /// by the Markov chain.</summary>
    public IReadOnlyList<(string Player, int Notes)> Players()
    {
        var planned = new Dictionary<(long Frame, byte Pitch), int>();
        var notes = new SortedDictionary<int, int>();
        foreach (TakeEntry entry in entries.Where(entry => entry.Message.IsNoteOn))
        {
            var key = (entry.A, entry.Message.Data1);
            if (entry.Kind == TakeKind.Plan) planned[key] = entry.Player;
            if (entry.Kind != TakeKind.Sent || entry.SentEvent.IsDropped) continue;

            int player = planned.GetValueOrDefault(key);
            notes[player] = notes.GetValueOrDefault(player) + 1;
        }

        return [.. notes.Select(pair => (pair.Key < Header.Models.Count ? Header.Models[pair.Key].Name : "a Markov chain", pair.Value))];
    }

    public static bool IsTake(string path) => path.EndsWith(".take", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="TakeException">It is absent, no take, or of a later version.</exception>
    public static RecordedTake Read(string path) => Read(path, keepsEntries: true);

    /// <summary>What a list shows of it: counted, and not kept.</summary>
    /// <exception cref="TakeException">It is absent, no take, or of a later version.</exception>
    public static TakeSummary Skim(string path)
    {
        RecordedTake take = Read(path, keepsEntries: false);
        return new(take.Header, take.Length, take.humanNotes, take.aiNotes, take.Remarks, take.IsCutOff, take.Missing);
    }

    private static RecordedTake Read(string path, bool keepsEntries)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > Array.MaxLength) throw new TakeException(path, "is larger than 2 GB. No performance is that long; name another file.");
            int length = (int)file.Length;
            byte[] bytes = ArrayPool<byte>.Shared.Rent(length);      // megabytes, again and again: what is not garbage stops nobody
            try
            {
                return Read(bytes.AsSpan(0, file.ReadAtLeast(bytes.AsSpan(0, length), length, throwOnEndOfStream: false)), path, keepsEntries);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new TakeException(path, $"cannot be opened ({fault.Message.ReplaceLineEndings(" ")}). Check the path and its permissions.");
        }
    }

    /// <param name="name">What error messages call it.</param>
    /// <exception cref="TakeException">It is no take, or of a later version.</exception>
    public static RecordedTake Read(ReadOnlySpan<byte> bytes, string name) => Read(bytes, name, keepsEntries: true);

    private static RecordedTake Read(ReadOnlySpan<byte> bytes, string name, bool keepsEntries)
    {
        ReadOnlySpan<byte> signature = TakeLayout.Signature;
        if (bytes.Length < signature.Length || !bytes[..6].SequenceEqual(signature[..6]))
        {
            throw new TakeException(name, signature.StartsWith(bytes)
                ? "was cut off before anything was recorded. There is nothing to save."
                : "is not a take of LivePerformer. Name a .take file that perform --record has made.");
        }

        if (!bytes.StartsWith(signature))
            throw new TakeException(name, $"is of version '{(char)bytes[6]}', but this build reads version '{(char)signature[6]}'. Read it with the build that made it, or a newer one.");

        int at = signature.Length;
        if (!TryBlock(bytes, at, out ReadOnlySpan<byte> content, out uint first) || first != 0)
            throw new TakeException(name, "is damaged at its very beginning, or was cut off there. There is nothing to save.");

        RecordedTake take;
        try
        {
            take = new RecordedTake(TakeHeader.FromJson(content), keepsEntries);
        }
        catch (JsonException fault)
        {
            throw new TakeException(name, $"has a header that cannot be understood ({fault.Message.ReplaceLineEndings(" ")}). Read it with the build that made it.");
        }

        take.ReadBlocks(bytes, at + TakeLayout.BlockHead + content.Length);
        return take;
    }

    private void ReadBlocks(ReadOnlySpan<byte> bytes, int at)
    {
        uint expected = 1;
        while (at < bytes.Length)
        {
            if (TryBlock(bytes, at, out ReadOnlySpan<byte> content, out uint number) && number >= expected)
            {
                if (number > expected) faults.Add(Text($"{number - expected} blocks before byte {at} are missing"));
                expected = number + 1;
                at += TakeLayout.BlockHead + content.Length;
                ReadEntries(content, at);
                continue;
            }

            int next = NextBlock(bytes, at + 1, expected);
            if (next < 0)
            {
                IsCutOff = faults.Count == 0;
                faults.Add(Text($"the last {bytes.Length - at} bytes were not written to their end and are left out"));
                break;
            }

            faults.Add(Text($"{next - at} bytes are damaged at byte {at} and left out"));
            at = next;
        }

        if (isClosed || (faults.Count > 0 && IsCutOff)) return;

        IsCutOff = faults.Count == 0;
        faults.Add("it was not closed: the performance was cut off");
    }

    private void ReadEntries(ReadOnlySpan<byte> content, int end)
    {
        var reader = new EntryReader(content);
        while (reader.TryRead(out TakeEntry entry, out string? remark))
        {
            if (entry.Kind == TakeKind.Remark) remarks.Add((new TimePoint(entry.A), remark!));
            if (entry.Kind == TakeKind.Lost) faults.Add(Text($"{entry.B} entries were lost while it was written"));
            if (entry.Kind == TakeKind.End) isClosed = true;
            if (entry.Message.IsNoteOn && entry.IsHuman) humanNotes++;
            if (entry.Message.IsNoteOn && entry.Kind == TakeKind.Sent && !entry.SentEvent.IsDropped) aiNotes++;
            if (keepsEntries) entries.Add(entry);
            EndFrame = Math.Max(EndFrame, entry.Kind switch
            {
                TakeKind.Heard or TakeKind.HeardOn or TakeKind.Unheard or TakeKind.UnheardOn => entry.A + 1,
                TakeKind.Sent or TakeKind.Transcribed or TakeKind.UnheardTranscribed => entry.B + 1,
                TakeKind.Block or TakeKind.Panic or TakeKind.End => entry.A,
                TakeKind.Moment => new TimePoint(entry.A).ToFrame(Header.SampleRate),
                _ => 0,
            });
        }

        if (!reader.IsAtEnd) faults.Add(Text($"the block before byte {end} holds what this build does not understand"));
    }

    private static int NextBlock(ReadOnlySpan<byte> bytes, int from, uint expected)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, TakeLayout.BlockMark);
        while (from < bytes.Length)
        {
            int found = bytes[from..].IndexOf(mark);
            if (found < 0) return -1;
            if (TryBlock(bytes, from + found, out _, out uint number) && number >= expected) return from + found;

            from += found + 1;
        }

        return -1;
    }

    private static bool TryBlock(ReadOnlySpan<byte> bytes, int at, out ReadOnlySpan<byte> content, out uint number)
    {
        content = default;
        number = 0;
        ReadOnlySpan<byte> rest = bytes[at..];
        if (rest.Length < TakeLayout.BlockHead || BinaryPrimitives.ReadUInt32LittleEndian(rest) != TakeLayout.BlockMark) return false;

        number = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        if (length > TakeLayout.MostBytes || length > rest.Length - TakeLayout.BlockHead) return false;

        ReadOnlySpan<byte> block = rest[..(TakeLayout.BlockHead + (int)length)];
        if (TakeBlock.Checksum(block) != BinaryPrimitives.ReadUInt32LittleEndian(block[12..])) return false;

        content = block[TakeLayout.BlockHead..];
        return true;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private ref struct EntryReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private int at;
        private long frame, moment, work;

        public readonly bool IsAtEnd => at == bytes.Length;

        // Not optimized, each question for a flag is garbage: 2.4 MB of it in 90 s of music, when a list is read first.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool TryRead(out TakeEntry entry, out string? remark)
        {
            (entry, remark) = (default, null);
            if (IsAtEnd) return false;

            int begin = at;
            var kind = (TakeKind)bytes[at++];
            TakeLayout.Fields fields = TakeLayout.Of(kind);
            ulong skipped = 0, number = 0;
            long a = 0, b = 0;
            bool good = fields != TakeLayout.Fields.None;
            if (fields.HasFlag(TakeLayout.Fields.Skipped)) good &= TryNumber(out skipped) && skipped <= int.MaxValue;
            if (fields.HasFlag(TakeLayout.Fields.Frame)) good &= TryDifference(ref frame, out a);
            if (fields.HasFlag(TakeLayout.Fields.Moment)) good &= TryDifference(ref moment, out a);
            if (fields.HasFlag(TakeLayout.Fields.Work)) good &= TryDifference(ref work, out a);
            long near = a;
            if (fields.HasFlag(TakeLayout.Fields.FromA)) good &= TryDifference(ref near, out b);
            if (fields.HasFlag(TakeLayout.Fields.Number)) good &= TryNumber(out number);
            if (fields.HasFlag(TakeLayout.Fields.Number)) b = (long)number;
            good &= TryTake(fields.HasFlag(TakeLayout.Fields.Message) ? 3 : 0, out ReadOnlySpan<byte> message);
            good &= TryTake(fields.HasFlag(TakeLayout.Fields.Flags) ? 1 : 0, out ReadOnlySpan<byte> flags);
            if (good && kind == TakeKind.Remark)
            {
                good = b is >= 0 and <= int.MaxValue && TryTake((int)b, out ReadOnlySpan<byte> text);
                remark = good ? Encoding.UTF8.GetString(bytes.Slice(at - (int)b, (int)b)) : null;
            }

            if (!good)
            {
                at = begin;
                return false;
            }

            entry = new(kind, (int)skipped, a, b, message.IsEmpty ? default : new(message[0], message[1], message[2]), flags.IsEmpty ? (byte)0 : flags[0]);
            return true;
        }

        private bool TryDifference(ref long before, out long value)
        {
            bool good = TryNumber(out ulong folded);
            value = before += (long)(folded >> 1) ^ -(long)(folded & 1);
            return good;
        }

        private bool TryNumber(out ulong value)
        {
            value = 0;
            for (int shift = 0; shift < 64 && at < bytes.Length; shift += 7)
            {
                byte next = bytes[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80) return true;
            }

            return false;
        }

        private bool TryTake(int count, out ReadOnlySpan<byte> taken)
        {
            taken = default;
            if (count > bytes.Length - at) return false;

            taken = bytes.Slice(at, count);
            at += count;
            return true;
        }
    }
}
