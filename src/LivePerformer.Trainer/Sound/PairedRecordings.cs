using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>A folder of recordings with their notes beside them, as of MAPS: NAME.flac or NAME.wav, and NAME.tsv or NAME.mid.</summary>
/// <remarks>Pieces stand in the order of SHA-256 of "seed, line feed, piece"; validation takes the first 15 percent of them, with all
/// their recordings, and training the rest.</remarks>
internal static partial class PairedRecordings
{
    private const string Rules = "maps/1";
    private const double ValidationShare = 0.15;

    private sealed record Pair(string Name, string Sound, string Notes, string Piece, string Piano);

    /// <param name="warn">Called with one line for each recording without notes.</param>
    /// <exception cref="LivePerformerException">The folder is missing, has no pairs, or has recordings that are kept for tests.</exception>
    public static SoundSource Source(string folder, int seed, Action<string>? warn = null)
    {
        Pair[] pairs = [.. RecordingPair.Find(folder, warn ?? (_ => { })).Select(Of)];
        if (pairs.FirstOrDefault(pair => pair.Name.Contains("ENSTDk", StringComparison.OrdinalIgnoreCase)) is { } real)
            throw new LivePerformerException($"'{real.Sound}' is a recording of the Disklavier (ENSTDk), which is for testing alone. Take those out of the folder, or name another one.");

        HashSet<string> validation = [.. Validation([.. pairs.Select(pair => pair.Piece).Distinct()], seed)];
        return new($"{new DirectoryInfo(folder).Name} ({pairs.Length} recordings)", Licence.Of(folder), $"{Rules}: seed {seed}",
            [.. pairs.OrderByDescending(pair => validation.Contains(pair.Piece)).Select(pair => Job(pair, validation.Contains(pair.Piece) ? "validation" : "train"))]);
    }

    private static IEnumerable<string> Validation(string[] pieces, int seed) => pieces
        .OrderBy(piece => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{piece}"))), StringComparer.Ordinal)
        .Take((int)Math.Round(ValidationShare * pieces.Length, MidpointRounding.AwayFromZero));

    // MAPS_MUS-PIECE_PIANO; other names are a piece each.
    private static Pair Of(RecordingPair pair)
    {
        string stem = pair.Name.Split('/')[^1];
        Match maps = MapsName().Match(stem);
        return new(pair.Name.Replace('/', '_'), pair.Sound, pair.Notes, maps.Success ? maps.Groups[1].Value : stem, maps.Success ? maps.Groups[2].Value : "unknown");
    }

    private static SoundJob Job(Pair pair, string split)
    {
        double seconds;
        using (SoundFile file = SoundFile.Open(pair.Sound)) seconds = Math.Max(0, file.Frames) / (double)file.SampleRate;
        string madeOf = string.Join('\n', new[] { pair.Sound, pair.Notes }.Select(path => new FileInfo(path))
            .Select(file => $"{file.Name}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}").Prepend(Rules));
        return new(pair.Name, split, seconds, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(madeOf))), stop =>
        {
            float[] sound = WholeSound.Read(pair.Sound, stop);
            double end = (double)sound.Length / SoundData.SampleRate;
            TranscribedNote[] notes = [.. NoteFile.Read(pair.Notes).Where(note => note.Onset < end)
                .Select(note => note with { Offset = Math.Min(note.Offset, end) }).OrderBy(note => note.Onset).ThenBy(note => note.Pitch)];
            return new(sound, new(notes, []), new("", "", pair.Piano, 0, 0, "") { KnowsPedal = false });
        });
    }

    [GeneratedRegex("^MAPS_[A-Z]+-(.+)_([^_]+)$")]
    private static partial Regex MapsName();
}
