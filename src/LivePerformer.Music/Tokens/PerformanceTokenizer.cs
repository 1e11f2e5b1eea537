using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>The 388-token performance encoding of whole performances: notes and pedals to tokens, tokens to notes.</summary>
/// <remarks>Times are rounded to 10 ms, half up, and the first note is the origin. <see cref="TokenEncoder"/> states the
/// rules; live and at once give the same tokens. Stateless, any thread.</remarks>
public static class PerformanceTokenizer
{
    /// <summary>Names this exact encoding; models remember it.</summary>
    public const string Id = "performance-388/1";

    public static int[] Encode(Performance performance) => Encode(performance.Events);

    /// <summary>Notes whose keys went down and up at these moments, under these pedals.</summary>
    public static int[] Encode(IEnumerable<Note> notes, IEnumerable<ControlChange>? controls = null) =>
        Encode(Performance.FromNotes(notes, controls).Events);

    /// <param name="events">In order of time.</param>
    public static int[] Encode(IReadOnlyList<PerformanceEvent> events)
    {
        var encoder = new TokenEncoder();
        var tokens = new List<int>(events.Count * 2);
        foreach (PerformanceEvent happened in events)
        {
            encoder.Push(happened);
            Drain(encoder, tokens);
        }

        encoder.Finish();
        Drain(encoder, tokens);
        return [.. tokens];
    }

    /// <summary>The notes, by onset, then pitch; the first token's moment is zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is not 0 to 387.</exception>
    public static List<Note> Decode(ReadOnlySpan<int> tokens)
    {
        var decoder = new TokenDecoder();
        var notes = new List<Note>();
        var open = new NoteEvent[Pitch.Count];
        foreach (int token in tokens)
        {
            decoder.Push(token);
            Drain(decoder, notes, open);
        }

        decoder.Finish();
        Drain(decoder, notes, open);
        return [.. notes.OrderBy(n => n.Onset).ThenBy(n => n.Pitch)];
    }

    private static void Drain(TokenEncoder encoder, List<int> tokens)
    {
        while (encoder.TryTake(out int token)) tokens.Add(token);
    }

    private static void Drain(TokenDecoder decoder, List<Note> notes, NoteEvent[] open)
    {
        while (decoder.TryTake(out NoteEvent e))
        {
            ref NoteEvent begun = ref open[e.Pitch.Number];
            if (e.IsOn) begun = e;
            else if (e.Time > begun.Time) notes.Add(new(begun.Time, e.Time - begun.Time, e.Pitch, begun.Velocity));
        }
    }
}
