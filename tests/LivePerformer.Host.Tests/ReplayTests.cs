using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>What was played live, when nobody could know when which thread would run, is played again bit for bit.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("answer", 1)]
    [InlineData("duet", 1)]
    [InlineData("answer", 20_000)]     // others take over
    [InlineData("duet", 20_000)]
    public void LiveTakeOnABusyMachineIsReplayedBitForBit(string preset, double overwork)
    {
        (string Take, string Midi, int TakeOvers) played;
        using (new Busy(threads: 3)) played = Session.Live(scratch, preset, seconds: 5, overwork);

        RecordedTake take = RecordedTake.Read(played.Take);
        Assert.True(take.IsWhole, take.Missing);
        Assert.Contains(take.Ai, sent => sent.Message.IsNoteOn && !sent.IsDropped);
        ReplayResult result = Replay.Run(new Installation(scratch.Path("home")), take, "the take");
        Assert.True(result.Differs is null, result.Differs);
        Assert.Equal(take.Ai, result.Ai);
        if (overwork == 1) return;

        Assert.True(played.TakeOvers > 0, "nobody took over");
        Assert.Contains(take.Entries, entry => entry.Kind == TakeKind.Plan && entry.Player > 0);
    }

    [Fact]
    public void PanicsToWhichTheCallbackSawAloneAreReplayedToo()
    {
        int rounds = 0;
        (string path, _, _) = Session.Live(scratch, "duet", seconds: 6, meanwhile: ensemble =>
        {
            if (++rounds % 40 == 0) ensemble.Stage.Panic();
        });
        RecordedTake take = RecordedTake.Read(path);
        Assert.True(take.Entries.Count(entry => entry.Kind == TakeKind.Panic) > 3);
        ReplayResult result = Replay.Run(new Installation(scratch.Path("home")), take, "the take");
        Assert.True(result.Differs is null, result.Differs);
        Assert.Equal(take.Ai, result.Ai);
        Assert.Contains(take.Ai, sent => (sent.Flags & SentFlags.Ended) != 0);
    }

    [Fact]
    public void EntranceThatWasMeantForAPerformerThatFailedIsInNoTake()
    {
        (string path, Engine.Role role) = Session.FailAtAnEntrance(scratch);

        Assert.Equal(Engine.Role.Answer, role);
        RecordedTake take = RecordedTake.Read(path);
        Assert.True(take.IsWhole, take.Missing);
        Assert.Contains(take.Entries, entry => entry.Kind == TakeKind.Restart);
        ReplayResult result = Replay.Run(new Installation(scratch.Path("home")), take, "the take");
        Assert.True(result.Differs is null, result.Differs);
        Assert.Equal(take.Ai, result.Ai);
        Assert.Contains(take.Ai, sent => sent.Message.IsNoteOn && !sent.IsDropped && sent.SentFrame > 4 * take.Header.SampleRate);
    }

    [Fact]
    public void CommandsGiveTheSameMidiFromTheTakeAndFromItsReplay()
    {
        (string take, string midi, _) = Session.Live(scratch, "answer", seconds: 3);
        string replayed = scratch.Path("replayed.mid"), exported = scratch.Path("exported.mid");
        Assert.Contains("equal to the take bit for bit", Run("replay", take, "--check", "--out", replayed));
        Run("export", take, "--midi", exported);

        byte[] expected = File.ReadAllBytes(midi);
        Assert.Equal(expected, File.ReadAllBytes(replayed));
        Assert.Equal(expected, File.ReadAllBytes(exported));
        Assert.Equal(Count(Run("roll", take, "--out", scratch.Path("a.svg"))), Count(Run("roll", midi, "--out", scratch.Path("b.svg"))));

        Run("export", take, "--midi", exported, "--human-only");
        Assert.Equal(Track(midi, "Human"), Track(exported, "Human"));
        Assert.NotEmpty(Track(midi, "AI"));
        Assert.Empty(Track(exported, "AI"));

        static IEnumerable<MidiEvent> Track(string path, string name) =>
            MidiFile.Read(path).Tracks.Single(track => track.Name == name).Events.Where(e => e.IsChannel);

        static string Count(string said) => said[said.IndexOf(':')..];
    }

    [Fact]
    public void ExportedSoundIsThatOfTheStage()
    {
        string heard = scratch.Path("heard.wav"), exported = scratch.Path("exported.wav");
        string take = Session.Rehearse(scratch, heard, seconds: 6);
        Run("export", take, "--wav", exported);

        const int Header = 44;
        byte[] stage = File.ReadAllBytes(heard)[Header..], export = File.ReadAllBytes(exported)[Header..];
        int common = stage.Length - (stage.Length % 4);
        Assert.True(export.Length >= common);
        Assert.Contains(stage, one => one != 0);
        Assert.Equal(stage.AsSpan(0, common).ToArray(), export.AsSpan(0, common).ToArray());
    }

    [Fact]
    public void TakeOfAnotherModelIsRefusedAndOneThatWasChangedDiffers()
    {
        (string path, _, _) = Session.Live(scratch, "answer", seconds: 3);
        string other = scratch.Path("other.take"), changed = scratch.Path("changed.take");
        RecordedTake take = RecordedTake.Read(path);
        Rewrite(take.Header with { Models = [take.Header.Models[0] with { Sha256 = new string('0', 64) }] }, take.Entries, other);
        TakeEntry first = take.Entries.First(entry => entry.Kind == TakeKind.Heard);
        Rewrite(take.Header, [.. take.Entries.Select(entry => entry == first ? entry with { Message = entry.Message with { Data2 = 1 } } : entry)], changed);

        Assert.Contains("Put that model back", Refusal("replay", other));
        Assert.Contains("not equal", Refusal("replay", changed, "--check"));
        Assert.Contains("not equal", Run("replay", changed));
    }

    [Fact]
    public void FilesThatAreNoTakesAndTakesWithHolesAreRefusedInOneLine()
    {
        string song = scratch.Write("song.take", "MThd and more"), empty = scratch.Write("empty.take", "");
        Assert.Contains("is not a take", Refusal("export", song));
        Assert.Contains("nothing to save", Refusal("replay", empty));
        Assert.Contains("nowhere.take", Refusal("roll", scratch.Path("nowhere.take")));
        Assert.Contains("not a .take file", Refusal("export", scratch.Path("song.mid")));
        (string path, _, _) = Session.Live(scratch, "answer", seconds: 2);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length - 200] ^= 1;
        string damaged = scratch.Write("damaged.take", [.. bytes]);
        using Cli cli = Cli.Start(["export", damaged, "--midi", scratch.Path("rest.mid")], TinyHome.In(scratch));
        Assert.Equal(0, cli.WaitForExit());
        Assert.Contains("left out", cli.Error);
    }

    private static void Rewrite(TakeHeader header, IEnumerable<TakeEntry> entries, string path)
    {
        var block = new TakeBlock();
        foreach (TakeEntry entry in entries) block.Add(entry.Kind == TakeKind.Remark ? entry with { B = 0 } : entry);
        File.WriteAllBytes(path, [.. TakeBlock.Beginning(header), .. block.Finish().Span]);
    }

    private string Run(params string[] arguments)
    {
        (int code, string output, string error) = Cli.Run(arguments, TinyHome.In(scratch));
        Assert.True(code == 0, error);
        return output;
    }

    private string Refusal(params string[] arguments)
    {
        using Cli cli = Cli.Start(arguments, TinyHome.In(scratch));
        return cli.WaitForRefusal();
    }

    /// <summary>Threads that want the whole machine.</summary>
    private sealed class Busy : IDisposable
    {
        private readonly Thread[] threads;
        private volatile bool stop;

        public Busy(int threads)
        {
            this.threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => { while (!stop) Thread.SpinWait(1_000); }))];
            foreach (Thread thread in this.threads) thread.Start();
        }

        public void Dispose()
        {
            stop = true;
            foreach (Thread thread in threads) thread.Join();
        }
    }
}
