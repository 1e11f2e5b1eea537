using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The MIDI files of a folder and the folders in it, as pieces to compare.</summary>
internal static class MidiSet
{
    /// <summary>Reads at most <paramref name="most"/> files, evenly spread over their sorted paths, on the tokens' grid: pedal
    /// applied, steps of 10 ms, from the first note on; of each what its piano plays.</summary>
    /// <param name="warn">Called with one line for each file that had to be left out, and one for what was left out of files.</param>
    /// <param name="length">Each piece is cut to this; null leaves it whole.</param>
    /// <exception cref="LivePerformerException">The folder is missing or holds no file that can be read.</exception>
    public static List<IReadOnlyList<Note>> Read(string folder, int most, TimeSpan? length, Action<string> warn, CancellationToken stop)
    {
        if (!Directory.Exists(folder)) throw new LivePerformerException($"The folder '{folder}' does not exist. Name a folder of MIDI files.");

        try
        {
            string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".mid" or ".midi").Order(StringComparer.Ordinal)];
            if (files.Length == 0) throw new LivePerformerException($"'{folder}' has no .mid or .midi file. Name a folder of MIDI files.");

            (List<Note>? Notes, PianoPart Piano)[] read = [.. Even.Spread(files, most).AsParallel().AsOrdered().WithCancellation(stop).Select(file => Notes(file, length, warn))];
            int mixed = read.Count(piece => piece.Piano.LeftOut is not null);
            if (PianoPart.Describe(read.Sum(piece => piece.Piano.Drums), read.Sum(piece => piece.Piano.Others)) is { } others)
                warn($"left out: {others} in {mixed} file{(mixed == 1 ? "" : "s")} of '{folder}'");

            List<IReadOnlyList<Note>> pieces = [.. read.Select(piece => piece.Notes).OfType<List<Note>>()];
            return pieces.Count > 0 ? pieces : throw new LivePerformerException($"'{folder}' has no MIDI file with notes that can be read. Name another folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{folder}' cannot be read ({e.Message}). Check its permissions.", e);
        }
    }

    private static (List<Note>? Notes, PianoPart Piano) Notes(string file, TimeSpan? length, Action<string> warn)
    {
        var piano = new PianoPart(allPrograms: false);
        try
        {
            List<Note> notes = PerformanceTokenizer.Decode(PerformanceTokenizer.Encode(Performance.FromMessages(piano.Of(MidiFile.Read(file).Messages()))));
            if (length is { } cut) notes = Excerpt.Of(notes, TimePoint.Zero, cut);
            if (notes.Count > 0) return (notes, piano);

            warn($"left out: '{file}' has no notes of a piano");
        }
        catch (Exception e) when (e is LivePerformerException or IOException or UnauthorizedAccessException)
        {
            warn($"left out: {(e is LivePerformerException ? "" : $"'{file}': ")}{e.Message}");
        }

        return (null, piano);
    }
}
