using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Where pieces come from: MAESTRO with its table, or any folder of MIDI files.</summary>
/// <param name="Folder">The data set's folder.</param>
/// <param name="Name">What the tokens remember of it.</param>
/// <param name="Pieces">In the order of the table, or by name.</param>
/// <param name="PianoOnly">Whether what other instruments play is left out.</param>
/// <param name="HasTable">Whether the splits are the data set's own.</param>
public sealed record PieceSource(string Folder, string Name, IReadOnlyList<SourcePiece> Pieces, bool PianoOnly, bool HasTable)
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>A MAESTRO folder with the splits of its table; every instrument but drums is read as piano.</summary>
    /// <exception cref="LivePerformerException">The folder or the table is missing, or a row of it cannot be understood.</exception>
    public static PieceSource Maestro(string folder)
    {
        IReadOnlyList<MaestroPiece> table = MaestroTable.Read(folder);
        return new(folder, $"{new DirectoryInfo(folder).Name} ({MaestroTable.FileName}, {table.Count} performances)",
            [.. table.Select(row => new SourcePiece(row.MidiFile, row.Split))], PianoOnly: false, HasTable: true);
    }

    /// <summary>Every .mid, .midi and .take file in a folder and below it, in splits of whole compositions.</summary>
    /// <param name="grouping">How files that hold one composition are known.</param>
    /// <param name="seed">One seed, one division.</param>
    /// <exception cref="LivePerformerException">The folder is missing, holds no MIDI file, or too few compositions for three splits.</exception>
    public static PieceSource Midi(string folder, bool pianoOnly = true, Grouping grouping = Grouping.Folder, int seed = 1)
    {
        if (!Directory.Exists(folder)) throw new LivePerformerException($"The folder '{folder}' does not exist. Name the folder that holds your MIDI files.");

        string[] files = [.. PieceFile.Music([.. Directory.EnumerateFiles(folder, "*", Everywhere)])
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
        if (files.Length == 0) throw new LivePerformerException($"'{folder}' holds no MIDI file (.mid or .midi) and no take (.take). Name the folder that holds them.");

        IReadOnlyDictionary<string, string> splits = Splits.Of(folder, files, grouping, seed);
        return new(folder, $"{new DirectoryInfo(folder).Name} ({files.Length} files, splits by {grouping.ToString().ToLowerInvariant()}, seed {seed})",
            [.. files.Select(file => new SourcePiece(file, splits[file]))], pianoOnly, HasTable: false);
    }
}
