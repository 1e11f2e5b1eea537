using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Takes a performance through the steps of preparation, to tokens.</summary>
/// <remarks>Any thread.</remarks>
internal static class PieceEncoder
{
    /// <summary>The piece, and its stretched copies behind it where they are asked for; nothing where it has no notes.</summary>
    /// <param name="stretch">Whether the piece is of the training split.</param>
    public static IReadOnlyList<PreparedPiece> Encode(string name, Performance performance, PreparationSteps steps, bool stretch)
    {
        double[] factors = [1, .. stretch ? steps.Stretch?.Factors() ?? [] : []];
        if (factors.Length == 1 && steps with { Stretch = null } == PreparationSteps.None)
            return Prepared(name, PerformanceTokenizer.Encode(performance)) is { } plain ? [plain] : [];

        List<Note> notes = steps.Notes(performance);
        if (notes.Count == 0) return [];

        MusicalKey? key = steps.Pitch == PitchStep.Key ? KeyOf(notes) : null;
        Standardization standard = key is { } found ? new(found) : default;
        VelocityRange? range = steps.Velocity == VelocityStep.Normalize ? VelocityRange.Of(notes.Select(note => note.Velocity)) : null;
        return [.. factors.Select(factor => Prepared(name, PerformanceTokenizer.Encode(Steps(factor)))).OfType<PreparedPiece>().Zip(factors, Described)];

        IEnumerable<Note> Steps(double factor)
        {
            IEnumerable<Note> now = notes.Select(note => Stretched(note, factor));
            if (steps.QuantizeMilliseconds is { } width) now = new TimeGrid(TimeSpan.FromMilliseconds(width)).Apply(now);
            return now.Select(note => standard.Apply(range is { } touch ? note with { Velocity = touch.Apply(note.Velocity) } : note));
        }

        PreparedPiece Described(PreparedPiece piece, double factor) => piece with
        {
            Entry = piece.Entry with
            {
                Stretch = factor == 1 ? null : factor,
                Key = steps.Pitch == PitchStep.Key ? key?.ToString() ?? "none" : null,
                Semitones = steps.Pitch == PitchStep.Key ? standard.Semitones : null,
                VelocityLow = range?.Low,
                VelocityHigh = range?.High,
            },
        };
    }

    /// <summary>The note at another tempo.</summary>
    public static Note Stretched(Note note, double factor) =>
        factor == 1 ? note : note with { Onset = TimePoint.Zero + (note.Onset.SinceStart * factor), Duration = note.Duration * factor };

    private static PreparedPiece? Prepared(string name, int[] row)
    {
        ushort[] tokens = [.. row.Select(token => (ushort)token)];
        int notes = tokens.Count(token => token < Vocabulary.FirstNoteOff);
        double seconds = tokens.Sum(token => Vocabulary.StepsOf(token)) * Vocabulary.Step.TotalSeconds;
        return notes == 0 ? null : new(tokens, new(name, tokens.Length, notes, seconds));
    }

    private static MusicalKey? KeyOf(List<Note> notes)
    {
        var estimate = new KeyEstimate();
        foreach (Note note in notes) estimate.Add(note);
        return estimate.TryFind(out MusicalKey key, out _) ? key : null;
    }
}
