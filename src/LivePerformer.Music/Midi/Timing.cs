using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Puts the merged events of a file on the clock of the performance.</summary>
internal static class Timing
{
    public static IEnumerable<TimedMessage> Messages(MidiFile file) => file.Format == 2
        ? Patterns(file)
        : Timed(file.Name, new TempoMap(file.Division), file.Merged());

    public static IEnumerable<TimedMessage> Messages(MidiFileReader reader) => reader.Format == 2
        ? Patterns(reader)
        : Timed(reader.Name, new TempoMap(reader.Division), reader.Merged());

    public static TempoMap Map(MidiFile file)
    {
        var map = new TempoMap(file.Division);
        foreach ((_, MidiEvent e) in file.Merged())
        {
            if (e.IsTempo) AddTempo(file.Name, map, e);
        }

        return map;
    }

    private static IEnumerable<TimedMessage> Patterns(MidiFile file) =>
        Patterns(file.Name, file.Division, file.Tracks.Select(t => (IEnumerable<MidiEvent>)t.Events));

    private static IEnumerable<TimedMessage> Patterns(MidiFileReader reader) =>
        Patterns(reader.Name, reader.Division, Enumerable.Range(0, reader.TrackCount).Select(reader.Track));

    private static IEnumerable<TimedMessage> Patterns(
        string name, MidiDivision division, IEnumerable<IEnumerable<MidiEvent>> tracks)
    {
        var start = TimePoint.Zero;
        int number = 0;
        foreach (IEnumerable<MidiEvent> track in tracks)
        {
            int now = number++;
            var map = new TempoMap(division);
            long length = 0;
            IEnumerable<(int, MidiEvent)> events = track.Select(e =>
            {
                length = e.Tick;
                return (now, e);
            });
            foreach (TimedMessage message in Timed(name, map, events))
            {
                yield return message with { Time = start + message.Time.SinceStart };
            }

            start += Moment(name, map, length).SinceStart;
        }
    }

    private static IEnumerable<TimedMessage> Timed(string name, TempoMap map, IEnumerable<(int Track, MidiEvent Event)> events)
    {
        foreach ((int track, MidiEvent e) in events)
        {
            if (e.IsTempo) AddTempo(name, map, e);
            else if (e.IsChannel) yield return new(Moment(name, map, e.Tick), e.Message, track);
        }
    }

    private static void AddTempo(string name, TempoMap map, MidiEvent e)
    {
        try
        {
            map.Add(e.Tick, e.MicrosecondsPerQuarter);
        }
        catch (OverflowException)
        {
            throw TooLong(name);
        }
    }

    private static TimePoint Moment(string name, TempoMap map, long tick)
    {
        try
        {
            TimePoint time = map.ToTime(tick);
            return time.SinceStart < Longest ? time : throw TooLong(name);
        }
        catch (OverflowException)
        {
            throw TooLong(name);
        }
    }

    // A concert is shorter; a file that says more has a damaged tempo or delta time.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static MidiFileException TooLong(string name) =>
        new(name, 0, "the music would last more than ten years; its tempo or times are damaged, export it again.");
}
