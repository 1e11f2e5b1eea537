using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>A Standard MIDI File in memory: its tracks, and every event of them.</summary>
public sealed class MidiFile
{
    /// <param name="division">How long a tick is.</param>
    /// <param name="format">0: one track. 1: tracks sound together. 2: tracks are independent patterns.</param>
    public MidiFile(MidiDivision division, int format = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(format);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(format, 2);
        if (!division.IsValid) throw new ArgumentOutOfRangeException(nameof(division));
        Division = division;
        Format = format;
    }

    public int Format { get; }

    public MidiDivision Division { get; }

    public List<MidiTrack> Tracks { get; } = [];

    /// <summary>What error messages call the file.</summary>
    public string Name { get; private init; } = "(new)";

    /// <exception cref="MidiFileException">No MIDI file, or a damaged one.</exception>
    public static MidiFile Read(string path)
    {
        using var reader = new MidiFileReader(path);
        return Read(reader);
    }

    /// <param name="stream">Read from its start if it can seek, else from where it is; stays open.</param>
    /// <param name="name">What error messages call the file.</param>
    /// <exception cref="MidiFileException">No MIDI file, or a damaged one.</exception>
    public static MidiFile Read(Stream stream, string name)
    {
        if (stream.CanSeek)
        {
            using var reader = new MidiFileReader(stream, name);
            return Read(reader);
        }

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        using var copyReader = new MidiFileReader(copy, name);
        return Read(copyReader);
    }

    private static MidiFile Read(MidiFileReader reader)
    {
        var file = new MidiFile(reader.Division, reader.Format) { Name = reader.Name };
        for (int i = 0; i < reader.TrackCount; i++) file.Tracks.Add(new(reader.Track(i)));
        return file;
    }

    /// <summary>The events of all tracks merged by tick; within a tick, lower tracks come first.</summary>
    public IEnumerable<(int Track, MidiEvent Event)> Merged()
    {
        var places = new int[Tracks.Count];
        var queue = new PriorityQueue<int, (long Tick, int Track)>(Tracks.Count);
        for (int i = 0; i < Tracks.Count; i++)
        {
            if (Tracks[i].Events.Count > 0) queue.Enqueue(i, (Tracks[i].Events[0].Tick, i));
        }

        while (queue.TryDequeue(out int track, out _))
        {
            List<MidiEvent> events = Tracks[track].Events;
            yield return (track, events[places[track]++]);
            if (places[track] < events.Count) queue.Enqueue(track, (events[places[track]].Tick, track));
        }
    }

    /// <summary>The channel messages of all tracks, each at its moment: what a player sends.</summary>
    /// <remarks>Format 2: the patterns follow each other, each with its own tempo.</remarks>
    /// <exception cref="MidiFileException">The file would last longer than time is counted here.</exception>
    public IEnumerable<TimedMessage> Messages() => Timing.Messages(this);
}
