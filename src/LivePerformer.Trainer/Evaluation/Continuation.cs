using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>What a model plays after the beginning of a piece, through the very improviser that plays on stage.</summary>
internal static class Continuation
{
    /// <param name="model">An exported model.</param>
    /// <param name="piece">By onset, then pitch. What begins before <paramref name="begin"/> is heard; keys still down then come up.</param>
    /// <param name="begin">When the model begins.</param>
    /// <param name="length">No note begins later than this after it.</param>
    /// <param name="sampling">How boldly, and by which seed; limits and repetition guard are the improviser's own.</param>
    /// <returns>The notes of the model, with times from the piece's beginning.</returns>
    /// <exception cref="LivePerformerException">The model failed.</exception>
    public static List<Note> Play(ModelFolder model, IEnumerable<Note> piece, TimePoint begin, TimeSpan length, SamplerOptions sampling)
    {
        using var improviser = new Improviser(model, new ImproviserOptions { Sampling = sampling, Phrase = new PhraseOptions(Longest: length) });
        foreach (NoteEvent heard in piece.Where(note => note.Onset < begin)
            .SelectMany(note => new[] { new NoteEvent(note.Onset, note.Pitch, note.Velocity), new NoteEvent(note.Offset < begin ? note.Offset : begin, note.Pitch, 0) })
            .OrderBy(e => e.Time).ThenBy(e => e.IsOn)) improviser.Hear(heard);

        improviser.Begin(begin);
        var notes = new List<Note>();
        var held = new NoteEvent?[Pitch.Count];
        TimePoint now = begin;
        while (improviser.TryPlay(out NoteEvent played))
        {
            now = played.Time;
            ref NoteEvent? key = ref held[played.Pitch.Number];
            End(ref key, now);
            if (played.IsOn) key = played;
        }

        if (improviser.Fault is { } fault) throw new LivePerformerException($"Model '{model.Manifest.Name}': {fault}");

        for (int pitch = 0; pitch < held.Length; pitch++) End(ref held[pitch], now);
        return [.. notes.OrderBy(note => note.Onset).ThenBy(note => note.Pitch)];

        void End(ref NoteEvent? key, TimePoint time)
        {
            if (key is { } on) notes.Add(new(on.Time, time - on.Time, on.Pitch, on.Velocity));
            key = null;
        }
    }
}
