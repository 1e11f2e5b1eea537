using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>Takes made by chance, out of a seed.</summary>
internal static class TakeBytes
{
    public static TakeHeader Header { get; } = new()
    {
        Product = "0.1.0",
        Begun = "2026-05-01T20:00:00+02:00",
        SampleRate = 48_000,
        BlockFrames = 128,
        Device = "null",
        Seed = ulong.MaxValue,
        Preset = JsonElement.Parse("""{"name":"Ständchen","model":"tiny"}"""),
        Models = [new TakeModel("tiny", new string('a', 64))],
    };

    /// <summary>Entries of every kind but the last, with small numbers and the largest that there are.</summary>
    public static TakeEntry[] Entries(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(random))];
    }

    /// <summary>A file of these entries, so many to a block.</summary>
    /// <returns>The file, and where each block ends.</returns>
    public static (byte[] Bytes, int[] Ends) File(IReadOnlyList<TakeEntry> entries, int perBlock)
    {
        using var file = new MemoryStream();
        var ends = new List<int>();
        file.Write(TakeBlock.Beginning(Header));
        ends.Add((int)file.Length);
        var block = new TakeBlock();
        foreach (TakeEntry[] some in entries.Chunk(perBlock))
        {
            foreach (TakeEntry entry in some) block.Add(entry);
            file.Write(block.Finish().Span);
            ends.Add((int)file.Length);
        }

        return (file.ToArray(), [.. ends]);
    }

    private static TakeEntry One(Random random)
    {
        int skipped = random.Next(3) == 0 ? random.Next() : random.Next(4);
        long near = random.Next(100_000), any = random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : near;
        MidiMessage message = new((byte)random.Next(0x80, 0xF0), (byte)random.Next(128), (byte)random.Next(128));
        return random.Next(13) switch
        {
            0 => TakeEntry.Step(skipped),
            1 => TakeEntry.Heard(skipped, new HeardEvent(any, message)),
            2 => TakeEntry.Moment(skipped, new TimePoint(any)),
            3 => TakeEntry.Noise(skipped),
            4 => TakeEntry.Plan(skipped, new DueEvent(any, message, random.Next(), (DueKind)random.Next(4)), random.Next(16)),
            5 => TakeEntry.Full(skipped),
            6 => TakeEntry.Work(skipped, new TimePoint(any)),
            7 => TakeEntry.Of(new SentEvent(any, near, message, NoteSource.Ai, (SentFlags)random.Next(16))),
            8 => TakeEntry.Of(SentEvent.Block(near, any, random.Next(1 << 24))),
            10 => TakeEntry.Heard(skipped, new HeardEvent(near, message, (byte)random.Next(8), random.Next(1, 50_000))),
            11 => TakeEntry.Unheard(new HeardEvent(near, message, (byte)random.Next(8), random.Next(1, 50_000))),
            9 => TakeEntry.Turn(new TimePoint(any), (NoteSource)random.Next(2)),
            _ => TakeEntry.Unheard(new HeardEvent(any, message)),
        };
    }
}
