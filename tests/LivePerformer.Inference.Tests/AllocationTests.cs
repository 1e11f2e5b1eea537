using LivePerformer.Core;

namespace LivePerformer.Inference.Tests;

[Collection(nameof(Alone))]
public class AllocationTests
{
    [Theory]
    [InlineData("lstm", WeightFormat.Half)]
    [InlineData("transformer", WeightFormat.Half)]
    [InlineData("lstm", WeightFormat.EightBits)]
    [InlineData("transformer", WeightFormat.EightBits)]
    public void FeedingAllocatesNothing(string kind, WeightFormat format)
    {
        using var lstm = new TinyModel(format: format);
        using var transformer = new TinyTransformer(format: format);
        using ModelFolder folder = kind == "lstm" ? lstm.Load() : transformer.Load();
        using var session = folder.NewSession();
        ModelState state = session.NewState();
        int[] tokens = Rows.Random(100, seed: 2);
        Pass(2000);
        Allocations before = Allocations.Begin();
        Pass(2000);
        Assert.Equal(0, before.SoFar);

        void Pass(int count)
        {
            for (int i = 0; i < count; i++)
            {
                session.Step(tokens[i % 100]);
                session.Feed(tokens.AsSpan(0, i % 12));
                session.Save(state);
                session.Restore(state);
            }
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    [InlineData("lstm", true)]
    [InlineData("transformer", true)]
    public void HearingAndPlayingAllocateNothing(string kind, bool standardized = false)
    {
        using var table = new Table(kind: kind, standard: standardized ? Table.KeyAndTouch : null);
        NoteEvent[] human = [.. Enumerable.Range(0, 4000).Select(_ => table.Keyboard.Move())];
        int at = 0;
        Pass(100);
        Allocations before = Allocations.Begin();
        Pass(100);
        Assert.Equal(0, before.SoFar);
        Assert.Null(table.Improviser.Fault);

        void Pass(int turns)
        {
            for (int turn = 0; turn < turns; turn++)
            {
                for (int i = 0; i < 10; i++) table.Improviser.Hear(human[at++]);
                TimePoint now = human[at - 1].Time;
                table.Improviser.Hear(new ControlChange(now, 64, (byte)(turn % 2 * 127)));
                table.Improviser.Begin(now);
                for (int i = 0; i < 60; i++) table.Improviser.TryPlay(out _);
                table.Improviser.Hear(human[at++]);
                for (int i = 0; i < 20; i++) table.Improviser.TryPlay(out _);
                table.Improviser.Yield(human[at - 1].Time);
            }
        }
    }

    /// <summary>What is as large as that is not moved, and as garbage leaves holes until everybody is stopped for a full collection.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void AnImproviserPlaysInTheMemoryOfTheOneBefore(string kind)
    {
        using var table = new Table(new ImproviserOptions { Together = true }, kind: kind);
        long first = Make(), second = Make();
        Assert.True(first > 2_800_000, $"{first} bytes");       // the log of a turn, and what the human did in it, alone
        Assert.True(second < 1_200_000, $"{second} bytes after {first}");     // where the music stood at 256 moments: small, and moved together

        long Make()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            new Improviser(table.Folder, table.Options).Dispose();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlayingTogetherAllocatesNothing(bool standardized)
    {
        var replan = TimeSpan.FromMilliseconds(50);
        using var table = new Table(new ImproviserOptions { Together = true }, standard: standardized ? Table.KeyAndTouch : null);
        NoteEvent[] human = [.. Enumerable.Range(0, 3000).Select(_ => table.Keyboard.Move())];
        int at = 0;
        table.Improviser.Hear(human[at++]);
        table.Improviser.Begin(human[0].Time);
        Pass(1000);
        Allocations before = Allocations.Begin();
        Pass(1000);
        Assert.Equal(0, before.SoFar);
        Assert.Null(table.Improviser.Fault);

        void Pass(int keys)
        {
            for (int i = 0; i < keys; i++)
            {
                NoteEvent note = human[at++];
                for (int j = 0; j < 5; j++) table.Improviser.TryPlay(out _);
                if (note.IsOn) table.Improviser.TakeBack(note.Time + replan, note.Time + replan);
                table.Improviser.Hear(note);
            }
        }
    }

    [Fact]
    public void TheMarkovChainAllocatesNothing()
    {
        var markov = new MarkovImproviser();
        var keyboard = new Keyboard(6);
        NoteEvent[] human = [.. Enumerable.Range(0, 2000).Select(_ => keyboard.Move())];
        int at = 0;
        Pass(50);
        Allocations before = Allocations.Begin();
        Pass(50);
        Assert.Equal(0, before.SoFar);

        void Pass(int turns)
        {
            for (int turn = 0; turn < turns; turn++)
            {
                for (int i = 0; i < 15; i++) markov.Hear(human[at++]);
                TimePoint now = human[at - 1].Time;
                markov.Begin(now);
                for (int i = 0; i < 60; i++) markov.TryPlay(out _);
                markov.TakeBack(now + TimeSpan.FromSeconds(1), now + TimeSpan.FromSeconds(1));
                markov.Hear(human[at++]);
                for (int i = 0; i < 20; i++) markov.TryPlay(out _);
                markov.Yield(human[at - 1].Time);
            }
        }
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void TellingItAllAgainInAnotherKeyAllocatesNothing(string kind)
    {
        using var table = new Table(kind: kind, standard: Table.KeyAndTouch);
        TimePoint now = TimePoint.FromSeconds(1);
        NoteEvent[][] rounds = [.. Enumerable.Range(0, 4).Select(round => Round(round % 2 == 0 ? Tonic.D : Tonic.AFlat))];
        int keys = 0;
        NoteEvent[][] first = rounds[..2], second = rounds[2..];
        Pass(first);
        int before = keys;
        Allocations allocated = Allocations.Begin();
        Pass(second);
        Assert.Equal(0, allocated.SoFar);
        Assert.Null(table.Improviser.Fault);
        Assert.InRange(keys - before, 2, 20);

        NoteEvent[] Round(Tonic tonic)
        {
            NoteEvent[] round = [.. StandardizedTests.Phrase(tonic, now, StandardizedTests.Even(1600))];
            now = round[^1].Time + TimeSpan.FromSeconds(1);
            return round;
        }

        void Pass(NoteEvent[][] music)
        {
            foreach (NoteEvent[] round in music)
            {
                for (int i = 0; i < round.Length; i++)
                {
                    int semitones = table.Improviser.Ear!.Key.Semitones;
                    table.Improviser.Hear(round[i]);
                    if (table.Improviser.Ear.Key.Semitones != semitones) keys++;
                    if (i % 40 != 39) continue;

                    table.Improviser.Begin(round[i].Time);
                    for (int j = 0; j < 12; j++) table.Improviser.TryPlay(out _);
                    table.Improviser.Yield(round[i].Time + TimeSpan.FromMilliseconds(100));
                }
            }
        }
    }
}
