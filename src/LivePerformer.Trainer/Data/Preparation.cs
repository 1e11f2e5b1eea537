using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Turns a folder of MIDI files into token shards: in parallel, and going on where an earlier run stopped.</summary>
public static class Preparation
{
    private const int PiecesPerShard = 64;

    private sealed record Job(string Split, int Number, SourcePiece[] Pieces)
    {
        public string File => $"{Split}-{Number:000}.tokens";
    }

    /// <summary>A MAESTRO folder, encoded as it is.</summary>
    /// <param name="report">Called from many threads with how many pieces are done and how many there are.</param>
    /// <param name="warn">Called with one line for each piece that had to be left out.</param>
    /// <exception cref="LivePerformerException">The data set is missing, has no readable piece, or the folder cannot be written.</exception>
    public static TokenData Run(string maestro, string folder, Action<int, int>? report = null, Action<string>? warn = null, CancellationToken stop = default) =>
        Run(PieceSource.Maestro(maestro), PreparationSteps.None, folder, report, warn, stop);

    /// <param name="report">Called from many threads with how many pieces are done and how many there are.</param>
    /// <param name="warn">Called with one line for each piece that had to be left out, and for what was left out of pieces.</param>
    /// <exception cref="LivePerformerException">The data set has no readable piece, or the folder cannot be written.</exception>
    public static TokenData Run(PieceSource source, PreparationSteps steps, string folder, Action<int, int>? report = null, Action<string>? warn = null, CancellationToken stop = default)
    {
        steps.Checked();
        try
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, TokenData.FileName);
            Job[] jobs = [.. MaestroTable.Splits.SelectMany(split => source.Pieces.Where(piece => piece.Split == split)
                .Chunk(PiecesPerShard).Select((pieces, number) => new Job(split, number, pieces)))];
            var shards = new TokenData.Shard[jobs.Length];
            int done = 0;
            Parallel.For(0, jobs.Length, new ParallelOptions { CancellationToken = stop }, i =>
            {
                shards[i] = Shard(source, steps, folder, jobs[i], () => report?.Invoke(Interlocked.Increment(ref done), source.Pieces.Count), stop);
            });

            Warn(shards, warn);
            var data = new TokenData
            {
                Tokenizer = PerformanceTokenizer.Id,
                Source = source.Name,
                Licence = Licence.Of(source.Folder),
                Steps = steps,
                Shards = [.. shards.Where(shard => shard.Pieces.Length > 0)],
                Totals = shards.GroupBy(shard => shard.Split).ToDictionary(split => split.Key, split => Sum([.. split.SelectMany(shard => shard.Pieces)])),
            };
            Refuse(source, data);
            WholeFile.Write(path, JsonSerializer.Serialize(data, TrainerJson.Options) + "\n", "Free some space or name another folder with --out.");
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

    private static TokenData.Shard Shard(PieceSource source, PreparationSteps steps, string folder, Job job, Action finished, CancellationToken stop)
    {
        string path = Path.Combine(folder, job.File), table = path + ".json";
        byte[] fingerprint = Fingerprint(source, steps, job.Pieces);
        if (TokenShard.IsCurrent(path, fingerprint) && Earlier(table) is { } earlier)
        {
            foreach (SourcePiece _ in job.Pieces) finished();
            return earlier;
        }

        // An older table of contents must not describe a newer shard, should this run end early.
        File.Delete(Path.Combine(folder, TokenData.FileName));
        var pieces = new List<PreparedPiece>();
        var leftOut = new List<string>();
        foreach (SourcePiece piece in job.Pieces)
        {
            stop.ThrowIfCancellationRequested();
            pieces.AddRange(Tokens(source, piece, steps, leftOut.Add));
            finished();
        }

        var shard = new TokenData.Shard(job.File, job.Split, [.. pieces.Select(piece => piece.Entry)]) { LeftOut = leftOut.Count > 0 ? [.. leftOut] : null };
        File.WriteAllText(table, JsonSerializer.Serialize(shard, TrainerJson.Options) + "\n");
        TokenShard.Write(path, fingerprint, [.. pieces.Select(piece => piece.Tokens)]);
        return shard;
    }

    /// <summary>The tokens of one performance of MAESTRO, or nothing (and a warning) where its file is missing or damaged.</summary>
    /// <param name="steps">What is done to the music first; null: nothing.</param>
    public static TokenPiece? Tokens(string maestro, MaestroPiece row, Action<string>? warn, PreparationSteps? steps = null)
    {
        var source = new PieceSource(maestro, "", [], PianoOnly: false, HasTable: true);
        return Tokens(source, new(row.MidiFile, row.Split), (steps ?? PreparationSteps.None) with { Stretch = null }, warn) is [var piece]
            ? new TokenPiece(piece.Entry.Name, piece.Tokens, piece.Entry.Notes, piece.Entry.Seconds) : null;
    }

    /// <summary>The pieces of one split, taken through the steps and kept in memory; damaged and empty ones are left out.</summary>
    /// <param name="warn">Called from many threads with one line for each piece that had to be left out.</param>
    public static TokenPiece[] Read(PieceSource source, string split, PreparationSteps steps, Action<string>? warn, CancellationToken stop = default) =>
    [
        .. source.Pieces.Where(piece => piece.Split == split).AsParallel().AsOrdered().WithCancellation(stop)
            .SelectMany(piece => Tokens(source, piece, steps, warn))
            .Select(piece => new TokenPiece(piece.Entry.Name, piece.Tokens, piece.Entry.Notes, piece.Entry.Seconds)),
    ];

    private static IReadOnlyList<PreparedPiece> Tokens(PieceSource source, SourcePiece piece, PreparationSteps steps, Action<string>? warn)
    {
        string path = Path.Combine(source.Folder, piece.File);
        try
        {
            var piano = new PianoPart(allPrograms: !source.PianoOnly);
            Performance performance = Performance.FromMessages(piano.Of(PieceFile.Messages(path)));
            IReadOnlyList<PreparedPiece> prepared = PieceEncoder.Encode(piece.File, performance, steps, stretch: piece.Split == "train");
            if (prepared.Count > 0) return [.. prepared.Select(one => one with { Entry = one.Entry with { Drums = Some(piano.Drums), Others = Some(piano.Others) } })];

            warn?.Invoke(piano.Others > 0 ? $"left out: '{path}' has no piano, but {piano.Others} notes of other instruments; --programs all takes them"
                : piano.Drums > 0 ? $"left out: '{path}' has only drums"
                : $"left out: '{path}' has no notes");
        }
        catch (Exception e) when (e is LivePerformerException or IOException or UnauthorizedAccessException)
        {
            warn?.Invoke($"left out: {(e is LivePerformerException ? "" : $"'{path}': ")}{e.Message}");
        }
        return [];

        static int? Some(int count) => count > 0 ? count : null;
    }

    private static void Warn(TokenData.Shard[] shards, Action<string>? warn)
    {
        string[] lines = [.. shards.SelectMany(shard => shard.LeftOut ?? [])];
        foreach (string line in lines) warn?.Invoke(line);
        if (lines.Length > 1) warn?.Invoke($"left out: {lines.Length} files in all");
        TokenData.Piece[] pieces = [.. shards.SelectMany(shard => shard.Pieces).Where(piece => piece.Stretch is null)];
        Count(piece => piece.Drums, "drum notes (channel 10)", "");
        Count(piece => piece.Others, "notes of other instruments than the piano", "; --programs all keeps them");

        void Count(Func<TokenData.Piece, int?> counted, string what, string remedy)
        {
            int[] notes = [.. pieces.Select(counted).OfType<int>()];
            if (notes.Length > 0) warn?.Invoke($"left out: {notes.Sum()} {what} in {notes.Length} file{(notes.Length == 1 ? "" : "s")}{remedy}");
        }
    }

    private static void Refuse(PieceSource source, TokenData data)
    {
        if (data.Shards.Length == 0)
        {
            string remedy = source.HasTable ? "Unpack MAESTRO again." : source.PianoOnly ? "Name another folder, or say --programs all." : "Name another folder.";
            throw new LivePerformerException($"'{source.Folder}' has no readable MIDI file with {(source.PianoOnly ? "piano notes" : "notes")}. {remedy}");
        }

        if (source.HasTable) return;   // a table's splits are its own matter

        foreach (string split in MaestroTable.Splits.Where(split => data.Shards.All(shard => shard.Split != split)))
            throw new LivePerformerException($"No file of the {split} split of '{source.Folder}' could be used. Take the files that are named as left out away, or choose another --seed.");
    }

    // What a shard was made of: encoding, steps, names, sizes and times of its sources. A piece that appears later changes it.
    private static byte[] Fingerprint(PieceSource source, PreparationSteps steps, SourcePiece[] pieces)
    {
        var text = new StringBuilder(PerformanceTokenizer.Id).Append(steps.Fingerprint).Append(source.PianoOnly ? "\npiano" : "");
        foreach (SourcePiece piece in pieces)
        {
            var file = new FileInfo(Path.Combine(source.Folder, piece.File));
            text.Append('\n').Append(piece.File).Append('\t').Append(file.Exists ? file.Length : -1).Append('\t').Append(file.Exists ? file.LastWriteTimeUtc.Ticks : 0);
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
}
