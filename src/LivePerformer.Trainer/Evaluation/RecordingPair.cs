using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>A recording and the notes that were played in it, side by side on disk.</summary>
/// <param name="Name">Its path from the folder on, without extension.</param>
/// <param name="Sound">FLAC or WAV.</param>
/// <param name="Notes">A table of notes, or MIDI.</param>
public sealed record RecordingPair(string Name, string Sound, string Notes)
{
    // Where there are several of a stem, the first kind counts: a table was made for the recording.
    private static readonly string[] SoundKinds = [".flac", ".wav"], NoteKinds = [".tsv", ".mid", ".midi"];

    /// <summary>Close microphone, or in the room, as the names of MAPS' Disklavier recordings tell; null where they do not.</summary>
    public string? Place =>
        Name.Contains("ENSTDkCl", StringComparison.OrdinalIgnoreCase) ? "close"
        : Name.Contains("ENSTDkAm", StringComparison.OrdinalIgnoreCase) ? "ambient"
        : null;

    /// <summary>All pairs in a folder and the folders in it, by name.</summary>
    /// <param name="folder">Where files of the same stem lie side by side.</param>
    /// <param name="warn">Called with one line for each recording without notes.</param>
    /// <exception cref="LivePerformerException">There is none.</exception>
    public static IReadOnlyList<RecordingPair> Find(string folder, Action<string> warn)
    {
        if (!Directory.Exists(folder)) throw new LivePerformerException($"The folder '{folder}' does not exist. Name a folder of recordings and their notes.");

        try
        {
            ILookup<string, string> files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .ToLookup(file => Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/'));
            var pairs = new List<RecordingPair>();
            foreach (IGrouping<string, string> stem in files.OrderBy(stem => stem.Key, StringComparer.Ordinal))
            {
                if (Best(stem, SoundKinds) is not { } sound) continue;

                if (Best(stem, NoteKinds) is { } notes) pairs.Add(new(stem.Key, sound, notes));
                else warn($"left out: '{sound}' has no notes beside it ({string.Join(", ", NoteKinds)})");
            }

            return pairs.Count > 0 ? pairs : throw new LivePerformerException(
                $"'{folder}' holds no recording with its notes. Put a .tsv or .mid file of the same name beside each .flac or .wav file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{folder}' cannot be read ({e.Message}). Check its permissions.", e);
        }
    }

    private static string? Best(IEnumerable<string> files, string[] kinds) =>
        kinds.Select(kind => files.FirstOrDefault(file => Path.GetExtension(file).Equals(kind, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(file => file is not null);
}
