using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Turns a MAESTRO folder into token shards: in parallel, and going on where an earlier run stopped.</summary>
public static class Preparation
{
    private const int PiecesPerShard = 64;

    private sealed record Job(string Split, int Number, MaestroPiece[] Pieces)
    {
        public string File => $"{Split}-{Number:000}.tokens";
    }

    /// <param name="report">Called from many threads with how many pieces are done and how many there are.</param>
    /// <param name="warn">Called with one line for each piece that had to be left out.</param>
    /// <exception cref="LivePerformerException">The data set is missing, has no readable piece, or the folder cannot be written.</exception>
    public static TokenData Run(string maestro, string folder, Action<int, int>? report = null, Action<string>? warn = null, CancellationToken stop = default)
    {
        IReadOnlyList<MaestroPiece> table = MaestroTable.Read(maestro);
        try
        {
            Directory.CreateDirectory(folder);
            Job[] jobs = [.. MaestroTable.Splits.SelectMany(split => table.Where(piece => piece.Split == split)
                .Chunk(PiecesPerShard).Select((pieces, number) => new Job(split, number, pieces)))];
            var shards = new TokenData.Shard[jobs.Length];
            int done = 0;
            Parallel.For(0, jobs.Length, new ParallelOptions { CancellationToken = stop }, i =>
            {
                shards[i] = Shard(maestro, folder, jobs[i], warn, () => report?.Invoke(Interlocked.Increment(ref done), table.Count), stop);
            });

            var data = new TokenData
            {
                Tokenizer = PerformanceTokenizer.Id,
                Source = $"{new DirectoryInfo(maestro).Name} ({MaestroTable.FileName}, {table.Count} performances)",
                Licence = LicenceOf(maestro),
                Shards = [.. shards.Where(shard => shard.Pieces.Length > 0)],
                Totals = shards.GroupBy(shard => shard.Split).ToDictionary(split => split.Key, split => Sum([.. split.SelectMany(shard => shard.Pieces)])),
            };
            if (data.Shards.Length == 0) throw new LivePerformerException($"'{maestro}' has no readable MIDI file. Unpack MAESTRO again.");

            string path = Path.Combine(folder, TokenData.FileName);
            File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(data, TrainerJson.Options) + "\n");
            File.Move(path + ".tmp", path, overwrite: true);
            return data;
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<LivePerformerException>().FirstOrDefault() is { } inner)
        {
            throw new LivePerformerException(inner.Message, e);
        }
        catch (Exception e) when (Cause(e) is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"Cannot write into '{folder}' ({Cause(e).Message}). Free some space or name another folder with --out.", e);
        }

        static Exception Cause(Exception e) => e is AggregateException all ? all.InnerExceptions[0] : e;
    }

    private static TokenData.Shard Shard(string maestro, string folder, Job job, Action<string>? warn, Action finished, CancellationToken stop)
    {
        string path = Path.Combine(folder, job.File), table = path + ".json";
        byte[] fingerprint = Fingerprint(maestro, job.Pieces);
        if (TokenShard.IsCurrent(path, fingerprint) && Earlier(table) is { } earlier)
        {
            foreach (MaestroPiece _ in job.Pieces) finished();
            return earlier;
        }

        var pieces = new List<TokenPiece>();
        foreach (MaestroPiece row in job.Pieces)
        {
            stop.ThrowIfCancellationRequested();
            if (Tokens(maestro, row, warn) is { } piece) pieces.Add(piece);
            finished();
        }

        var shard = new TokenData.Shard(job.File, job.Split, [.. pieces.Select(p => new TokenData.Piece(p.Name, p.Tokens.Length, p.Notes, p.Seconds))]);
        File.WriteAllText(table, JsonSerializer.Serialize(shard, TrainerJson.Options) + "\n");
        TokenShard.Write(path, fingerprint, [.. pieces.Select(piece => piece.Tokens)]);
        return shard;
    }

    /// <summary>The tokens of one performance, or nothing (and a warning) where its file is missing or damaged.</summary>
    public static TokenPiece? Tokens(string maestro, MaestroPiece row, Action<string>? warn)
    {
        string path = Path.Combine(maestro, row.MidiFile);
        try
        {
            Performance performance = Performance.FromMidi(MidiFile.Read(path));
            ushort[] tokens = [.. PerformanceTokenizer.Encode(performance).Select(token => (ushort)token)];
            int notes = tokens.Count(token => token < Vocabulary.FirstNoteOff);
            double seconds = tokens.Sum(token => Vocabulary.StepsOf(token)) * Vocabulary.Step.TotalSeconds;
            if (notes > 0) return new TokenPiece(row.MidiFile, tokens, notes, seconds);

            warn?.Invoke($"left out: '{path}' has no notes");
        }
        catch (Exception e) when (e is LivePerformerException or IOException or UnauthorizedAccessException)
        {
            warn?.Invoke($"left out: {(e is LivePerformerException ? "" : $"'{path}': ")}{e.Message}");
        }
        return null;
    }

    // What a shard was made of: encoding, names, sizes and times of its sources. A piece that appears later changes it.
    private static byte[] Fingerprint(string maestro, MaestroPiece[] pieces)
    {
        var text = new StringBuilder(PerformanceTokenizer.Id);
        foreach (MaestroPiece piece in pieces)
        {
            var file = new FileInfo(Path.Combine(maestro, piece.MidiFile));
            text.Append('\n').Append(piece.MidiFile).Append('\t').Append(file.Exists ? file.Length : -1).Append('\t').Append(file.Exists ? file.LastWriteTimeUtc.Ticks : 0);
        }
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static TokenData.Shard? Earlier(string table)
    {
        try
        {
            return File.Exists(table) ? JsonSerializer.Deserialize<TokenData.Shard>(File.ReadAllBytes(table), TrainerJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;   // it will be written again
        }
    }

    private static TokenData.Total Sum(TokenData.Piece[] pieces) =>
        new(pieces.Length, pieces.Sum(p => (long)p.Tokens), pieces.Sum(p => (long)p.Notes), Math.Round(pieces.Sum(p => p.Seconds), 2));

    // MAESTRO v3.0.0 comes with a file named LICENSE; MAESTRO and ASAP are both CC BY-NC-SA 4.0.
    private static string LicenceOf(string maestro) =>
        Directory.EnumerateFiles(maestro, "LICENSE*").Order(StringComparer.Ordinal).Select(File.ReadLines)
            .SelectMany(lines => lines.Take(40)).Any(line => line.Contains("Attribution-NonCommercial-ShareAlike 4.0") || line.Contains("BY-NC-SA 4.0"))
            ? "CC BY-NC-SA 4.0" : "unknown: see the data set";
}
