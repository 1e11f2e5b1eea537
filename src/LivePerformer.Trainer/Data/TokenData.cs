using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What <c>prepare</c> wrote into a folder: which pieces are in which shard, in which encoding, from where, under which licence.</summary>
public sealed record TokenData
{
    public const string FileName = "tokens.json";

    /// <summary>One piece; what the steps of preparation did to it stands in the properties, null where they did nothing.</summary>
    public sealed record Piece(string Name, int Tokens, int Notes, double Seconds)
    {
        /// <summary>How many times as long as it was played; null: as it was played.</summary>
        public double? Stretch { get; init; }

        /// <summary>The key it was played in, such as Eb major, or "none" where none was found.</summary>
        public string? Key { get; init; }

        /// <summary>What was added to each pitch; taking it away again gives the key it was played in.</summary>
        public int? Semitones { get; init; }

        /// <summary>The velocity that became 0 of [0, 1]; see <see cref="VelocityRange"/> for the way back.</summary>
        public byte? VelocityLow { get; init; }

        /// <summary>The velocity that became 1.</summary>
        public byte? VelocityHigh { get; init; }

        /// <summary>Notes of the drum channel that were left out.</summary>
        public int? Drums { get; init; }

        /// <summary>Notes of other instruments than the piano that were left out.</summary>
        public int? Others { get; init; }
    }

    public sealed record Shard(string File, string Split, Piece[] Pieces)
    {
        /// <summary>One line for each file that could not be used; null where all could.</summary>
        public string[]? LeftOut { get; init; }
    }

    /// <summary>Id of the encoding.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>The data set's name.</summary>
    public required string Source { get; init; }

    public required string Licence { get; init; }

    /// <summary>What was done to the music before it became tokens.</summary>
    public PreparationSteps Steps { get; init; } = PreparationSteps.None;

    /// <summary>Between which touches most of the training pieces moved before theirs were normalized: the medians; null where
    /// they were not.</summary>
    [JsonIgnore]
    public VelocityRange? UsualTouch
    {
        get
        {
            Piece[] pieces = [.. Shards.Where(shard => shard.Split == "train").SelectMany(shard => shard.Pieces).Where(piece => piece.Stretch is null)];
            byte[] low = [.. pieces.Select(piece => piece.VelocityLow).OfType<byte>().Order()], high = [.. pieces.Select(piece => piece.VelocityHigh).OfType<byte>().Order()];
            return low.Length == 0 ? null : new(low[low.Length / 2], high[high.Length / 2]);
        }
    }

    /// <summary>Totals by split.</summary>
    public required IReadOnlyDictionary<string, Total> Totals { get; init; }

    public required Shard[] Shards { get; init; }

    public sealed record Total(int Pieces, long Tokens, long Notes, double Seconds);

    /// <exception cref="LivePerformerException">The folder holds no prepared data, or data in another encoding.</exception>
    public static TokenData Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        const string remedy = "Run first: LivePerformer.Trainer prepare --maestro DIR --out DIR";
        if (!Directory.Exists(folder)) throw new LivePerformerException($"The data folder '{folder}' does not exist. {remedy}");
        if (!File.Exists(path)) throw new LivePerformerException($"'{folder}' has no {FileName}. {remedy}");

        try
        {
            TokenData data = JsonSerializer.Deserialize<TokenData>(File.ReadAllBytes(path), TrainerJson.Options)
                ?? throw new LivePerformerException($"'{path}' is empty. {remedy}");
            if (data.Tokenizer != PerformanceTokenizer.Id)
                throw new LivePerformerException($"'{folder}' holds tokens of '{data.Tokenizer}', but this build speaks '{PerformanceTokenizer.Id}'. {remedy}");
            return data;
        }
        catch (JsonException e)
        {
            throw new LivePerformerException($"'{path}' is not as prepare wrote it ({e.Message}). {remedy}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Loads the pieces of one split into memory: two bytes a token.</summary>
    /// <exception cref="LivePerformerException">A shard is missing, damaged or not the one the table describes, or the split is empty.</exception>
    public IReadOnlyList<TokenPiece> Load(string folder, string split)
    {
        var pieces = new List<TokenPiece>();
        foreach (Shard shard in Shards.Where(shard => shard.Split == split))
        {
            string path = Path.Combine(folder, shard.File);
            ushort[][] tokens = TokenShard.Read(path);
            if (!tokens.Select(piece => piece.Length).SequenceEqual(shard.Pieces.Select(piece => piece.Tokens))
                || tokens.Any(piece => piece.Any(token => token >= Vocabulary.Size)))
                throw new LivePerformerException($"The token shard '{path}' is not the one {FileName} describes. Run prepare again.");
            pieces.AddRange(shard.Pieces.Zip(tokens, (piece, row) => new TokenPiece(piece.Name, row, piece.Notes, piece.Seconds)));
        }

        return pieces.Count > 0 ? pieces
            : throw new LivePerformerException($"'{folder}' has no pieces in the split '{split}'. Run prepare on a data set that has.");
    }

    /// <summary>What a run remembers of the music it was begun on: a number that differs for other pieces, in another order, or differently prepared.</summary>
    /// <param name="splits">Loaded pieces.</param>
    public string Fingerprint(params IReadOnlyList<TokenPiece>[] splits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{Tokenizer}\n{Source}{Steps.Fingerprint}");
        foreach (IReadOnlyList<TokenPiece> pieces in splits)
        {
            Add($"\n\n{pieces.Count}");
            foreach (TokenPiece piece in pieces)
            {
                Add($"\n{piece.Name}\t{piece.Notes}\t{piece.Tokens.Length}\t");
                hash.AppendData(MemoryMarshal.AsBytes<ushort>(piece.Tokens));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
