using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>A human, a performer and a tempo of 120: beats at 0.121 s and every half second on.</summary>
public sealed class EntryTests
{
    private const double Zero = 0.121;      // the first step is at 1 ms, and the grid begins 120 ms later

    [Theory]
    [InlineData(Entry.Beat, 0.621)]     // the cue is at 0.3 s
    [InlineData(Entry.Bar, 2.121)]
    public void FirstNoteFallsOnTheBeatAndTheRestKeepsItsRhythm(Entry entry, double at)
    {
        using var duo = new Duo(time: new() { Bpm = 120, Entry = entry });
        duo.Plays(60);
        duo.Passes(3_000);

        long[] onsets = [.. duo.Due().Where(e => e.Message.IsNoteOn).Select(e => e.Frame)];
        Assert.Equal(TimePoint.FromSeconds(at).ToFrame(Duo.SampleRate), onsets[0]);
        Assert.All(onsets.Zip(onsets.Skip(1)), pair => Assert.Equal(100 * 48, pair.Second - pair.First));
        Assert.Equal(TimeSpan.Zero, duo.Performer.Answers.SlowedBy);
    }

    [Fact]
    public void KeyStruckWhileTheBeatIsAwaitedKeepsUsSilent()
    {
        using var duo = new Duo(time: new() { Bpm = 120, Entry = Entry.Bar });
        duo.Plays(60);
        duo.Passes(1_900);
        Assert.Empty(duo.Due());

        duo.Plays(62);
        duo.Passes(400);        // the next cue is past the bar line
        Assert.Empty(duo.Due());
        Assert.Empty(duo.Echo.Yields);
        duo.Passes(1_800);
        Assert.Equal(TimePoint.FromSeconds(Zero + 4).ToFrame(Duo.SampleRate), duo.Due().First(e => e.Message.IsNoteOn).Frame);
    }

    [Fact]
    public void WithoutATempoTheAnswerIsFree()
    {
        using var duo = new Duo(time: new() { FollowClock = true, Entry = Entry.Bar });
        duo.Plays(60);
        duo.Passes(400);
        Assert.Equal((300 + 20) * 48, duo.Due()[0].Frame);
    }

    [Fact]
    public void TapIsNoMusicAndTheClockIsInNoTake()
    {
        using var duo = new Duo(time: new() { FollowClock = true, Tap = Sign.Key(new Pitch(108)), Entry = Entry.Beat });
        for (int i = 0; i < 3; i++)
        {
            duo.Plays(108);
            duo.Sends(new MidiMessage(MidiMessage.TimingClock, 0, 0));
            duo.Passes(100);
            duo.Releases(108);
            duo.Passes(400);
        }

        Assert.Equal(0, duo.Echo.Heard);
        Assert.Equal(TempoSource.Tapped, duo.Conductor!.Source);
        Assert.Equal(120, duo.Conductor.Bpm, 6);
        Assert.Equal(6, duo.Take.Snapshot().Count);     // the taps did happen
    }
}
