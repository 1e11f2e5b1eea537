using System.Text.Json;

namespace LivePerformer.Host.Tests;

/// <summary>What is told by OSC of what happens.</summary>
public class OscStoryTests
{
    private static readonly StateMessage State = new()
    {
        Turn = "human", Stopped = false, Item = 0, Role = "answer", Temperature = 1, Density = 0, Loudness = 0, Scale = "chromatic", Tonic = "C", Chord = "", FollowChord = false,
        Lowest = 21, Highest = 108, BeatsPerBar = 4, Metronome = false, Entry = "free", Tempo = 0, TempoSource = "none", Volume = -3.5, Model = "m", Player = "m", TakeOvers = 0, Recording = null, Learning = null,
    };

    private readonly ManualTime time = new();
    private readonly OscStory story;
    private double now;

    public OscStoryTests() => story = new OscStory(time);

    [Fact]
    public void EveryValueOfThePagesStateHasItsAddressWhenItBeginsAndEveryTwoSeconds()
    {
        string[] names = [.. JsonSerializer.SerializeToElement(State, JsonSerializerOptions.Web).EnumerateObject().Select(value => value.Name).Where(name => name != "t").Order()];
        Assert.Equal(names, Names(Begin()));
        Assert.Empty(Hear());
        time.Advance(1.9);
        Assert.Empty(Hear());
        time.Advance(0.2);
        Assert.Equal(names, Names(Hear()));
        Assert.Empty(Hear());
    }

    [Fact]
    public void WhatChangesIsToldAtOnceAndAlone()
    {
        Begin();
        Assert.Equal(["state/role s duet", "state/temperature f 0.9"], Hear(State with { Role = "duet", Temperature = 0.9 }).Order());
        Assert.Equal(["state/metronome T T", "state/role s answer", "state/temperature f 1"], Hear(State with { Metronome = true }).Order());
        Assert.Equal(["state/learning s veto", "state/metronome F F", "state/recording s solo"], Hear(State with { Learning = "veto", Recording = new(3, "solo") }).Order());
    }

    [Fact]
    public void NotesBeginAndEndOnceEachAndWhatIsPlannedIsNotTold()
    {
        Begin();
        Assert.Empty(Hear(Note(1, "ai", "planned"), Note(2, "human", "planned")));
        Assert.Equal(["note/ai ii 61 80"], Hear(Note(1, "ai", "sounding")));
        Assert.Empty(Hear(Note(1, "ai", "sounding"), new GoneMessage([2])));
        Assert.Equal(["note/ai ii 61 0"], Hear(Note(1, "ai", "over")));
        Assert.Equal(["note/human ii 63 80"], Hear(Note(3, "human", "sounding")));
        Assert.Equal(["note/human ii 63 0"], Texts(story.End()));
    }

    [Fact]
    public void ShortNoteIsToldWholeAndARepeatedKeySoundsOn()
    {
        Begin();
        Assert.Equal(["note/human ii 61 80", "note/human ii 61 0"], Hear(Note(1, "human", "over")));
        Hear(Note(2, "ai", "sounding"));
        Assert.Equal(["note/ai ii 62 0", "note/ai ii 62 80"], Hear(Note(7, "ai", "sounding") with { Pitch = 62 }, Note(2, "ai", "over")));
    }

    [Fact]
    public void EachBeatIsToldOnceWithItsBar()
    {
        Begin();
        List<string> beats = [.. Hear(Grid(at: 1.0, beat: -1, bpm: 120))];
        for (int i = 0; i < 100; i++) beats.AddRange(Ticks(0.033));
        Assert.Equal(["beat ii 2 0", "beat ii 3 0", "beat ii 4 0", "beat ii 1 1", "beat ii 2 1", "beat ii 3 1", "beat ii 4 1"], beats);
    }

    [Fact]
    public void TempoThatIsFoundAnewRepeatsNoBeatAndOneInTheMiddleOfABeatWaits()
    {
        now = 10;
        Begin();
        Assert.Empty(Hear(Grid(at: 9.4, beat: 3, bpm: 60)));       // 3.6
        List<string> beats = [.. Ticks(0.41)];
        Assert.Equal(["beat ii 1 2"], beats);
        Assert.Empty(Hear(Grid(at: now + 0.05, beat: 4, bpm: 60)));       // a little later
        Assert.Empty(Ticks(0.1));
        Assert.Empty(Ticks(0.5));
        Assert.Equal(["beat ii 2 2"], Ticks(0.5));
        Assert.Empty(Hear(Grid(at: now, beat: 0, bpm: 0)));        // time is free
        Assert.Empty(Ticks(1));
    }

    [Fact]
    public void TurnIsTold()
    {
        Begin();
        Assert.Equal(["turn s ai"], Hear(new TurnMessage("ai", 1)));
    }

    private List<string> Begin() => [.. Texts(story.Begin(new HelloMessage
    {
        Product = "", Id = "", Now = now, Device = new("", "silent", 48_000, 128), Programme = "", Items = [], Presets = [], SetLists = [], Sound = false, Take = null, Ranges = new Dictionary<string, double[]>(),
        Keys = [], Pedals = [], Turns = [], Grids = [], Said = [], State = State, Ports = new([]), Controls = new([]), Meters = null!,
    }))];

    private string[] Hear(params LiveMessage[] news) => Texts(story.Hear([new ClockMessage(now), .. news]));

    private string[] Ticks(double seconds)
    {
        now += seconds;
        return Hear();
    }

    private static NoteMessage Note(int id, string by, string state) => new(id, by, 60 + id, 80, 1, null, state, 0, 0, 0);

    private static GridMessage Grid(double at, double beat, double bpm) => new(at, at, beat, bpm, 4, "given");

    private static string[] Names(IEnumerable<string> told) => [.. told.Select(text => text.Split(' ')[0]["state/".Length..]).Order()];

    private static string[] Texts(IEnumerable<OscMessage> messages) =>
        [.. messages.Select(message => $"{message.Address[OscWords.Root.Length..]} {string.Concat(message.Arguments.Select(argument => argument.Type))} {string.Join(' ', message.Arguments)}")];
}
