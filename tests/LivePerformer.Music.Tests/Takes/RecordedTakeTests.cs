using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class RecordedTakeTests
{
    private static readonly TakeEntry End = TakeEntry.End(3, 480_000, 0);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 1_000)]
    [InlineData(4, 100_000)]
    public void TakeIsReadAsItWasWritten(int seed, int perBlock)
    {
        TakeEntry[] entries = [.. TakeBytes.Entries(seed, 10_000), End];
        RecordedTake take = RecordedTake.Read(TakeBytes.File(entries, perBlock).Bytes, "x.take");

        Assert.Equal(entries, take.Entries);
        Assert.True(take.IsWhole, take.Missing);
        TakeHeader header = take.Header;
        Assert.Equal(
            (TakeBytes.Header.Seed, "Ständchen", TakeBytes.Header.Models[0], 48_000),
            (header.Seed, header.Preset.GetProperty("name").GetString(), header.Models[0], header.SampleRate));
    }

    [Fact]
    public void RemarksStandAtTheirMoment()
    {
        var block = new TakeBlock();
        block.Add(TimePoint.FromSeconds(2), "another one plays: 1.5 s of work für a second");
        block.Add(End);
        RecordedTake take = RecordedTake.Read([.. TakeBlock.Beginning(TakeBytes.Header), .. block.Finish().Span], "x.take");

        Assert.Equal([(TimePoint.FromSeconds(2), "another one plays: 1.5 s of work für a second")], take.Remarks);
        Assert.True(take.IsWhole);
        Assert.Equal(480_000, take.EndFrame);
    }

    [Fact]
    public void NotesThatLeftAreCountedByWhoPlannedThem()
    {
        MidiMessage on = MidiMessage.NoteOn(0, new Pitch(60), 80), sounds = on with { Status = 0x91 };
        TakeEntry[] entries =
        [
            TakeEntry.Plan(0, DueEvent.At(100, on, 0), 0), TakeEntry.Plan(0, DueEvent.At(200, on, 0), 0),
            TakeEntry.Of(new SentEvent(100, 100, sounds, NoteSource.Ai, SentFlags.None)),
            TakeEntry.Plan(0, DueEvent.Withdraw(150, 0), 0), TakeEntry.Plan(0, DueEvent.At(200, on, 0), 1), TakeEntry.Plan(0, DueEvent.At(300, on, 0), 1),
            TakeEntry.Of(new SentEvent(200, 210, sounds, NoteSource.Ai, SentFlags.Late)),
            TakeEntry.Of(new SentEvent(300, 300, sounds, NoteSource.Ai, SentFlags.Dropped)),
            End,
        ];
        Assert.Equal([("tiny", 1), ("a Markov chain", 1)], RecordedTake.Read(TakeBytes.File(entries, 3).Bytes, "x.take").Players());
    }

    [Fact]
    public void TakeCutOffAtAnyByteGivesAllBlocksBeforeIt()
    {
        TakeEntry[] entries = [.. TakeBytes.Entries(5, 60), End];
        (byte[] bytes, int[] ends) = TakeBytes.File(entries, 9);
        for (int length = 0; length < bytes.Length; length++)
        {
            if (length < ends[0])
            {
                Assert.Throws<TakeException>(() => RecordedTake.Read(bytes.AsSpan(0, length), "x.take"));
                continue;
            }

            RecordedTake take = RecordedTake.Read(bytes.AsSpan(0, length), "x.take");
            int blocks = ends.Count(end => end <= length) - 1;
            Assert.Equal(entries.Take(9 * blocks), take.Entries);
            Assert.True(take.IsCutOff && !take.IsWhole);
            int torn = length - ends[blocks];
            if (torn > 0) Assert.Contains($"the last {torn} bytes", take.Missing);
            else Assert.Contains("was not closed", take.Missing);
        }
    }

    [Fact]
    public void EveryFlippedBitIsRecognisedAndCostsOneBlock()
    {
        TakeEntry[] entries = [.. TakeBytes.Entries(6, 60), End];
        (byte[] bytes, int[] ends) = TakeBytes.File(entries, 9);
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            int damaged = ends.Count(end => end <= bit / 8) - 1;      // counted from 0, the header apart
            if (bit / 8 < ends[0])
            {
                Assert.Throws<TakeException>(() => RecordedTake.Read(bytes, "x.take"));
            }
            else
            {
                RecordedTake take = RecordedTake.Read(bytes, "x.take");
                Assert.False(take.IsWhole);
                Assert.Equal(entries.Where((_, i) => i / 9 != damaged), take.Entries);
            }

            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void BlocksThatAreMissingAreCounted()
    {
        (byte[] bytes, int[] ends) = TakeBytes.File([.. TakeBytes.Entries(7, 40), End], 8);
        byte[] hole = [.. bytes[..ends[1]], .. bytes[ends[3]..]];
        RecordedTake take = RecordedTake.Read(hole, "x.take");

        Assert.Contains("2 blocks", take.Missing);
        Assert.False(take.IsCutOff);
    }

    [Fact]
    public void LossesAreTold()
    {
        RecordedTake take = RecordedTake.Read(TakeBytes.File([TakeEntry.Lost(17), End], 8).Bytes, "x.take");
        Assert.Contains("17 entries were lost", take.Missing);
        Assert.False(take.IsWhole || take.IsCutOff);
    }

    [Fact]
    public void NoiseIsRefusedOrReadAndNothingElse()
    {
        var random = new Random(8);
        byte[] good = TakeBytes.File([.. TakeBytes.Entries(9, 200), End], 20).Bytes;
        for (int i = 0; i < 4_000; i++)
        {
            byte[] bytes = [.. good];
            int from = random.Next(bytes.Length), count = random.Next(Math.Min(200, bytes.Length - from));
            random.NextBytes(bytes.AsSpan(from, count));
            try
            {
                RecordedTake take = RecordedTake.Read(bytes.AsSpan(0, random.Next(bytes.Length + 1)), "x.take");
                Assert.NotNull(take.Missing);
            }
            catch (TakeException)
            {
                // one line, with the remedy
            }
        }
    }

    [Fact]
    public void ContentThatNobodyWroteIsNotTrusted()
    {
        // a block with a good checksum around bytes that are no entries
        var random = new Random(10);
        for (int i = 0; i < 4_000; i++)
        {
            byte[] bytes = TakeBytes.File([TakeEntry.Heard(1, new HeardEvent(1, new MidiMessage(0x90, 60, 80))), End], 9).Bytes;
            int content = TakeBlock.Beginning(TakeBytes.Header).Length + TakeLayout.BlockHead;
            random.NextBytes(bytes.AsSpan(content));
            BitConverter.TryWriteBytes(bytes.AsSpan(content - 4), TakeBlock.Checksum(bytes.AsSpan(content - TakeLayout.BlockHead)));
            Assert.True(RecordedTake.Read(bytes, "x.take").Entries.Count <= bytes.Length - content);
        }
    }

    [Fact]
    public void OtherFilesAndLaterVersionsAreNamedWithTheRemedy()
    {
        Assert.Contains("is not a take", Assert.Throws<TakeException>(() => RecordedTake.Read("MThd and more"u8, "song.mid")).Message);
        byte[] later = TakeBytes.File([End], 1).Bytes;
        later[6] = (byte)'2';
        Assert.Contains("version '2'", Assert.Throws<TakeException>(() => RecordedTake.Read(later, "x.take")).Message);
        Assert.Contains("nowhere.take", Assert.Throws<TakeException>(() => RecordedTake.Read("nowhere.take")).Message);
    }
}
