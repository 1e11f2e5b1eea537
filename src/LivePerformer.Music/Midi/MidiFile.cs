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

    /// <summary>Writes the file; an older one of that name stays as it was until the new one is whole.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="runningStatus">Leaves out a status byte that repeats the one before it: smaller files.</param>
    /// <exception cref="LivePerformerException">The folder is missing, full or may not be written, or an event does not
    /// fit a MIDI file.</exception>
    public void Write(string path, bool runningStatus = false)
    {
        string part = path + ".part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write)) Write(stream, runningStatus);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Discard(part);
            throw new LivePerformerException(
                $"Cannot write MIDI file '{path.ReplaceLineEndings(" ")}' ({e.Message.ReplaceLineEndings(" ")}); choose a folder that exists, may be written and has room.", e);
        }
        catch (LivePerformerException)
        {
            Discard(part);
            throw;
        }
    }

    /// <param name="stream">Seekable; stays open.</param>
    /// <param name="runningStatus">Leaves out a status byte that repeats the one before it: smaller files.</param>
    /// <exception cref="LivePerformerException">An event does not fit a MIDI file.</exception>
    public void Write(Stream stream, bool runningStatus = false)
    {
        var writer = new MidiFileWriter(stream, Format, Division, Tracks.Count, runningStatus);
        foreach (MidiTrack track in Tracks) writer.WriteTrack(track.Events);
    }

    private static void Discard(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // the first fault is the one to tell
        }
    }

    /// <summary>The tempos of all tracks, which hold for all of them (formats 0 and 1).</summary>
    /// <exception cref="MidiFileException">The file would last longer than time is counted here.</exception>
    public TempoMap TempoMap() => Timing.Map(this);

    /// <summary>Adds a track that says its name and holds these messages, each at the tick nearest to its moment.</summary>
    /// <param name="name">What a sequencer shows.</param>
    /// <param name="messages">In order of time.</param>
    /// <param name="map">The tempos by which moments become ticks; null: those that the file has now.</param>
    public MidiTrack AddTrack(string name, IEnumerable<(TimePoint Time, MidiMessage Message)> messages, TempoMap? map = null)
    {
        map ??= TempoMap();
        var track = new MidiTrack(name);
        foreach ((TimePoint time, MidiMessage message) in messages) track.Add(map.ToTick(time), message);
        track.Events.Add(MidiEvent.End(track.Length));
        Tracks.Add(track);
        return track;
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
