using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>A take as a format 1 MIDI file: a tempo track, then the tracks Human and AI.</summary>
public static class TakeFile
{
    private const int TicksPerQuarter = 960;
    private const int MicrosecondsPerQuarter = 500_000;
    private const long TicksPerSecond = TicksPerQuarter * 1_000_000L / MicrosecondsPerQuarter;

    public static MidiFile ToMidi(IReadOnlyList<TakeEvent> events, int sampleRate)
    {
        var file = new MidiFile(MidiDivision.PerQuarter(TicksPerQuarter));
        var tempo = new MidiTrack();
        tempo.Events.Add(MidiEvent.Tempo(0, MicrosecondsPerQuarter));
        long end = events.Count == 0 ? 0 : Tick(events.Max(e => e.SentFrame), sampleRate);
        tempo.Events.Add(MidiEvent.End(end));
        file.Tracks.Add(tempo);
        file.Tracks.Add(Track("Human", NoteSource.Human, events, sampleRate, end));
        file.Tracks.Add(Track("AI", NoteSource.Ai, events, sampleRate, end));
        return file;
    }

    /// <summary>Written beside and then put in place: a full disk or a crash leaves the older file as it was.</summary>
    /// <exception cref="LivePerformerException">The folder cannot be written.</exception>
    public static void Write(MidiFile file, string path) => OutputFile.Replace(path, stream => file.Write(stream));

    /// <summary>Pairs the events of a take into notes; what still sounds at the end lasts until the end.</summary>
    public static IReadOnlyList<TakeNote> Notes(IReadOnlyList<TakeEvent> events, int sampleRate)
    {
        var notes = new List<TakeNote>();
        var open = new Dictionary<(NoteSource, byte), (long Frame, byte Velocity)>();
        long end = events.Count == 0 ? 0 : events.Max(e => e.SentFrame);
        foreach (TakeEvent e in events)
        {
            var key = (e.Source, e.Message.Data1);
            if (e.Message.IsNoteOn || e.Message.IsNoteOff) Close(key, e.SentFrame);
            if (e.Message.IsNoteOn) open[key] = (e.SentFrame, e.Message.Data2);
        }

        foreach (var key in open.Keys.ToArray()) Close(key, end);
        return [.. notes.OrderBy(n => n.Note.Onset).ThenBy(n => n.Note.Pitch)];

        void Close((NoteSource Source, byte Pitch) key, long frame)
        {
            if (!open.Remove(key, out var begun)) return;

            TimePoint onset = TimePoint.FromFrame(begun.Frame, sampleRate);
            TimeSpan duration = TimePoint.FromFrame(frame, sampleRate) - onset;
            notes.Add(new(key.Source, new Note(onset, duration, new Pitch(key.Pitch), begun.Velocity)));
        }
    }

    /// <summary>What was played in a recorded take, in the order of the frames at which it left.</summary>
    public static IReadOnlyList<TakeEvent> Events(RecordedTake take, IEnumerable<SentEvent>? ai = null) =>
    [
        .. take.Human.Select(heard => new TakeEvent(NoteSource.Human, heard.Frame, heard.Frame, heard.Message))
            .Concat((ai ?? take.Ai).Where(sent => !sent.IsDropped).Select(sent => new TakeEvent(NoteSource.Ai, sent.DueFrame, sent.SentFrame, sent.Message)))
            .OrderBy(e => e.SentFrame),
    ];

    private static MidiTrack Track(string name, NoteSource source, IReadOnlyList<TakeEvent> events, int sampleRate, long end)
    {
        var track = new MidiTrack();
        track.Events.Add(MidiEvent.TextEvent(0, MetaType.TrackName, name));
        foreach (TakeEvent e in events)
        {
            if (e.Source == source) track.Add(Tick(e.SentFrame, sampleRate), e.Message);
        }

        track.Events.Add(MidiEvent.End(end));
        return track;
    }

    private static long Tick(long frame, int sampleRate) => ((frame * TicksPerSecond) + (sampleRate / 2)) / sampleRate;
}
