using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;
using Preset = LivePerformer.Engine.Preset;

namespace LivePerformer.Host.Tests;

/// <summary>What the musician says while music plays changes what is played, and a replay does the same.</summary>
public sealed class SteerTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("scale blues; tonic Eb", "Eb F# Ab A Bb C#", 0, 127)]
    [InlineData("chord C-Eb-G", "C Eb G", 0, 127)]
    [InlineData("scale major; tonic Ab; chord F#; chord off", "Ab Bb C C# Eb F G", 0, 127)]
    [InlineData("follow-chord on", "C E G", 0, 127)]
    [InlineData("scale blues; follow-chord on; tonic A", "C E G", 0, 127)]      // all three are blue
    [InlineData("lowest 90", "", 90, 108)]
    [InlineData("highest 40", "", 21, 40)]
    [InlineData("lowest 120", "", 116, 127)]        // above the highest, which gives way
    [InlineData("lowest C5; highest 60", "", 49, 60)]
    public void EveryNoteIsAsWasSaid(string words, string tones, int lowest, int highest)
    {
        Assert.True(PitchClasses.TryParse(tones, out PitchClasses wanted));
        foreach (bool markov in new[] { false, true })
        {
            Steering? steering = null;
            RecordedTake take = Play(Duet(), 20, [.. words.Split("; ").Select((word, i) => (6 + (0.1 * i), word))], Chords(), markov, ensemble => steering = ensemble.Cast.Steering);
            int last = take.Entries.ToList().FindLastIndex(entry => entry.Kind == TakeKind.Command);
            byte[] before = Keys(take.Entries.Take(last)), after = [.. Keys(take.Entries.Skip(last)).Skip(1)];      // one waited, chosen before
            Assert.True(after.Length > 12, $"{after.Length} notes");
            Assert.Contains(before, key => !IsWanted(key));
            Assert.All(after, key => Assert.True(IsWanted(key), $"{new Pitch(key)}"));
            Assert.Equal(markov, take.Entries.Any(entry => entry.Kind == TakeKind.Plan && entry.Player == 2));
            Assert.True(steering!.Lowest.Number >= lowest && steering.Highest.Number <= highest);
            AssertReplays(take);
        }

        bool IsWanted(byte key) => (wanted == PitchClasses.None || wanted.Contains(key)) && key >= lowest && key <= highest;
    }

    [Fact]
    public void MetronomeClicksFromTheTempoOnUntilEitherIsTakenAway()
    {
        RecordedTake take = Play(Duet(), 12, [(1, "metronome on"), (3, "tempo 120"), (6, "tempo 240"), (8, "metronome off"), (9, "metronome on"), (10, "tempo off")]);
        long[] clicks = [.. take.Entries.Where(entry => entry.Kind == TakeKind.Plan && entry.DueEvent.Kind == DueKind.Click).Select(entry => entry.A)];
        Assert.InRange(clicks[0], 3 * 48_000, 3.2 * 48_000);
        Assert.InRange(clicks[^1], 9.8 * 48_000, 10.2 * 48_000);
        Assert.All(Between(3, 6), frames => Assert.Equal(24_000, frames));
        Assert.All(Between(6.2, 8), frames => Assert.InRange(frames, 11_999, 12_001));
        Assert.DoesNotContain(clicks, frame => frame is > (long)(8.2 * 48_000) and < 9 * 48_000);
        Assert.True(Between(3, 6).Length >= 4 && Between(6.2, 8).Length >= 6 && Between(9, 10).Length >= 2);
        AssertReplays(take);

        long[] Between(double from, double to)
        {
            long[] some = [.. clicks.Where(frame => frame >= from * 48_000 && frame <= to * 48_000)];
            return [.. some.Zip(some.Skip(1), (a, b) => b - a)];
        }
    }

    [Fact]
    public void TapsGiveTheTempoAndAnswersBeginOnIt()
    {
        Pulse? pulse = null;
        var answer = new Preset { Name = "plain", Model = "maestro-transformer" };
        (double, string)[] told = [(1, "tap"), (1.8, "tap"), (2.6, "tap"), (3, "entry beat")];
        RecordedTake take = Play(answer, 20, told, Calls(), meanwhile: ensemble =>
        {
            pulse = ensemble.Cast.Conductor.Pulse;
            Assert.Equal(ensemble.Cast.Conductor.Entry == Entry.Beat, ensemble.Cast.Steering.AtOnce);
        });
        Assert.Equal(TempoSource.Tapped, pulse!.Source);
        Assert.Equal(75, pulse.Grid!.Value.Bpm, 1);

        TakeEntry[] turns = [.. take.Entries.Where(entry => entry.Kind is TakeKind.Turn || (entry.Kind == TakeKind.Plan && entry.DueEvent.IsMusic && entry.Message.IsNoteOn))];
        double[] places = [.. turns.Zip(turns.Skip(1))
            .Where(pair => pair.First.Kind == TakeKind.Turn && pair.Second.Kind == TakeKind.Plan && pair.Second.A > 4 * 48_000)
            .Select(pair => pulse.Grid.Value.BeatAt(TimePoint.FromFrame(pair.Second.A, 48_000)))];
        Assert.True(places.Length >= 3, $"{places.Length} answers");
        Assert.All(places, place => Assert.Equal(0, Math.IEEERemainder(place, 1), 2));
        AssertReplays(take);
    }

    [Fact]
    public void ControlLearnsTheWordsAndSaysThem()
    {
        // the pedal is pressed every other second: first it is learned, then it speaks
        IEnumerable<TimedMessage> human = [.. Chords(), new(TimePoint.FromSeconds(0.9), MidiMessage.Control(0, 80, 127), 0), new(TimePoint.FromSeconds(0.95), MidiMessage.Control(0, 80, 0), 0)];
        IReadOnlyList<Binding> bound = [];
        RecordedTake take = Play(Duet(), 14, [(2.7, "learn chord C-Eb-G")], human, meanwhile: ensemble => bound = ensemble.Controls!.Bindings);
        Assert.Equal("chord C-Eb-G: controller 80 channel 1", Assert.Single(bound).ToString());

        int said = take.Entries.ToList().FindIndex(entry => entry.Kind == TakeKind.Heard && entry.Message.IsControlChange && entry.Message.Data1 == 80 && entry.A > 4 * 48_000);
        byte[] after = [.. Keys(take.Entries.Skip(said)).Skip(1)];
        Assert.True(after.Length > 12, $"{after.Length} notes");
        Assert.Contains(Keys(take.Entries.Take(said)), key => key % 12 is not (0 or 3 or 7));
        Assert.All(after, key => Assert.Contains(key % 12, new[] { 0, 3, 7 }));
        AssertReplays(take);
    }

    [Fact]
    public void NextItemBeginsWithItsOwnValuesAndKeepsOnlyTheTempoWhereItHasNone()
    {
        Preset first = Duet() with { Name = "first", Switch = new() { Leaves = Leaving.Now } };
        Preset second = Duet() with { Name = "second", Steering = new() { Scale = Scale.Dorian, Tonic = Tonic.D, Chord = "A" }, Answer = new() { LowestKey = 50, HighestKey = 70 }, Time = new() { Entry = Entry.Bar } };
        var programme = new Programme("two", [new("first", first), new("second", second)]);
        (double, string)[] told = [(1, "scale blues"), (1, "chord C"), (1, "lowest 80"), (1, "follow-chord on"), (1, "temperature 2"), (1, "metronome on"), (1, "tempo 90"), (1, "entry beat")];
        bool isLoaded = false;
        Cast? left = null;
        RecordedTake take = Read(Session.Steer(scratch, programme, 8, told, meanwhile: ensemble =>
        {
            if (ensemble.Performer.Scene!.Item == 0)
            {
                left = ensemble.Cast;
                if (isLoaded || ensemble.Witness is null || left.Conductor.Bpm == 0) return;

                Assert.Equal((Scale.Blues, "C", 80, true, 2.0), (left.Steering.Scale, left.Steering.Chord.ToString(), left.Steering.Lowest.Number, left.Steering.FollowChord, left.Temperature));
                Assert.Equal((true, 90.0, Entry.Beat, true), (left.Conductor.IsClicking, left.Conductor.Bpm, left.Conductor.Entry, left.Steering.AtOnce));
                isLoaded = ensemble.Desk.TrySend(StageCommand.Enter(1, ensemble.Load(1)!.Scene.Slot));
                return;
            }

            Steering steering = ensemble.Cast.Steering;
            Assert.Equal((Scale.Dorian, Tonic.D, "A", false, 50, 70), (steering.Scale, steering.Tonic, steering.Chord.ToString(), steering.FollowChord, steering.Lowest.Number, steering.Highest.Number));
            Assert.Equal(90, ensemble.Cast.Conductor.Bpm);
            Assert.Equal((1.0, false, Entry.Bar, true), (ensemble.Cast.Temperature, ensemble.Cast.Conductor.IsClicking, ensemble.Cast.Conductor.Entry, steering.AtOnce));
            left = null;
        }));
        Assert.Null(left);
        AssertReplays(take);
    }

    /// <summary>All that can be said, at any moment, in any order.</summary>
    [Theory]
    [InlineData(1, Role.Answer)]
    [InlineData(2, Role.Duet)]
    [InlineData(3, Role.Continue)]
    public void NightFullOfWordsIsReplayedBitForBit(int seed, Role role)
    {
        var chance = new Random(seed);
        string[] words =
        [
            "scale dorian", "scale off", "tonic Ab", "tonic C", "chord C-F-A", "chord off", "follow-chord on", "follow-chord off", "lowest 30", "lowest 90", "highest 50", "highest 108",
            "tempo 70", "tempo 190", "tempo off", "tap", "tap", "tap", "metronome on", "metronome off", "entry free", "entry beat", "entry bar", "take-over", "veto", "temperature 1.4", "density 8", "density 0",
            "learn tap", "learn scale blues", "learn lowest", "unlearn tap",
        ];
        (double, string)[] told = [.. Enumerable.Range(0, 250).Select(_ => Math.Round(chance.NextDouble() * 60, 2)).Order().Select(at => (at, words[chance.Next(words.Length)]))];
        Preset preset = Duet() with { Role = role, Cue = new() { Kind = role == Role.Continue ? CueKind.Pedal : CueKind.Silence } };
        RecordedTake take = Play(preset, 61, told, [.. Session.Calls(), new(TimePoint.FromSeconds(0.9), MidiMessage.Control(0, (byte)(20 + seed), 90), 0), new(TimePoint.FromSeconds(0.95), MidiMessage.Control(0, (byte)(20 + seed), 0), 0), new(TimePoint.FromSeconds(1.6), MidiMessage.Control(0, 1, 0), 0)]);
        Assert.Equal(250, take.Entries.Count(entry => entry.Kind == TakeKind.Command));
        Assert.Contains(take.Entries, entry => entry.Kind == TakeKind.Plan && entry.DueEvent.Kind == DueKind.Click);
        Assert.True(Keys(take.Entries).Length > 50, $"{Keys(take.Entries).Length} notes");
        AssertReplays(take);
    }

    private static Preset Duet() => new() { Name = "plain", Model = "maestro-transformer", Fallback = ["maestro-lstm"], Role = Role.Duet };

    private RecordedTake Play(
        Preset preset, double seconds, (double, string)[] told, IEnumerable<TimedMessage>? human = null, bool isSlow = false, Action<Ensemble>? meanwhile = null) =>
        Read(Session.Steer(scratch, Programme.Of(preset), seconds, told, human, isSlow, meanwhile));

    private static RecordedTake Read(string path)
    {
        RecordedTake take = RecordedTake.Read(path);
        File.Delete(path);
        Assert.True(take.IsWhole, take.Missing);
        return take;
    }

    private void AssertReplays(RecordedTake take)
    {
        ReplayResult result = Replay.Run(new Installation(scratch.Path("home")), take, "the take");
        Assert.True(result.Differs is null, result.Differs);
        Assert.Equal(take.Ai, result.Ai);
    }

    /// <summary>That the AI planned to strike.</summary>
    private static byte[] Keys(IEnumerable<TakeEntry> entries) =>
        [.. entries.Where(entry => entry.Kind == TakeKind.Plan && entry.DueEvent.IsMusic && entry.Message.IsNoteOn).Select(entry => entry.Message.Data1)];

    /// <summary>A chord of C, held for half a second, and half a second of rest.</summary>
    private static IEnumerable<TimedMessage> Chords()
    {
        foreach (int pitch in new[] { 48, 52, 55 }) yield return new(TimePoint.Zero, MidiMessage.NoteOn(0, new Pitch(pitch), 80), 0);
        foreach (int pitch in new[] { 48, 52, 55 }) yield return new(TimePoint.FromSeconds(0.5), MidiMessage.NoteOff(0, new Pitch(pitch)), 0);
        yield return new(TimePoint.FromSeconds(1), MidiMessage.Control(0, 1, 0), 0);
    }

    /// <summary>Four keys, and three seconds of rest, in which an answer has its place.</summary>
    private static IEnumerable<TimedMessage> Calls() => [.. Session.Calls().Take(8), new(TimePoint.FromSeconds(3.5), MidiMessage.Control(0, 1, 0), 0)];
}
