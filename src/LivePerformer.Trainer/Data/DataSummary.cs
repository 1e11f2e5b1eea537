using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Music;
using Spectre.Console;

namespace LivePerformer.Trainer;

/// <summary>What is in prepared data, counted from its tokens: for people who want to see what they train on.</summary>
/// <remarks>Stretched copies are counted as pieces and tokens; ranges, keys and histograms are of the pieces as they were
/// played, all splits together.</remarks>
public sealed class DataSummary
{
    private readonly TokenData data;

    private DataSummary(TokenData data, PieceSummary[] pieces)
    {
        this.data = data;
        Pieces = pieces;
    }

    /// <summary>Every piece that is no stretched copy.</summary>
    public IReadOnlyList<PieceSummary> Pieces { get; }

    /// <summary>How many pieces are in each key; those without are not counted.</summary>
    public IReadOnlyDictionary<MusicalKey, int> Keys =>
        MusicalKey.All.ToDictionary(key => key, key => Pieces.Count(piece => piece.Key == key));

    /// <param name="folder">Where the shards lie.</param>
    /// <exception cref="LivePerformerException">A shard is missing or damaged.</exception>
    public static DataSummary Of(TokenData data, string folder, CancellationToken stop = default)
    {
        try
        {
            return new(data, [.. data.Shards.AsParallel().AsOrdered().WithCancellation(stop).SelectMany(shard =>
                shard.Pieces.Zip(TokenShard.Read(Path.Combine(folder, shard.File)))
                    .Where(piece => piece.First.Stretch is null)
                    .Select(piece => PieceSummary.Of(shard.Split, piece.First, piece.Second)))]);
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<LivePerformerException>().FirstOrDefault() is { } inner)
        {
            throw new LivePerformerException(inner.Message, e);
        }
    }

    /// <summary>A table by split, and lines on where it comes from and what was done to it.</summary>
    public void Print(IAnsiConsole? console = null)
    {
        console ??= AnsiConsole.Console;
        TextWriter lines = console.Profile.Out.Writer;
        string[] splits = [.. MaestroTable.Splits.Where(split => Pieces.Any(piece => piece.Split == split))];
        Table table = new Table().Border(TableBorder.Simple).AddColumn("");
        foreach (string split in splits) table.AddColumn(new TableColumn(split).RightAligned().NoWrap());
        foreach ((string name, Func<TokenData.Total, PieceSummary[], string> cell) in Rows)
            table.AddRow([name, .. splits.Select(split => cell(data.Totals[split], [.. Pieces.Where(piece => piece.Split == split)]))]);
        console.Write(table);
        lines.WriteLine($"source: {data.Source}; licence: {data.Licence}");
        lines.WriteLine($"steps: {data.Steps.InWords}");
        int keyless = Pieces.Count(piece => piece.Key is null);
        string keys = string.Join(", ", Keys.Where(key => key.Value > 0).OrderByDescending(key => key.Value).Take(5).Select(key => Text($"{key.Key} {key.Value}")));
        lines.WriteLine($"keys found most: {keys}{(keyless > 0 ? Text($"; none in {keyless}") : "")}");
    }

    private static readonly (string Name, Func<TokenData.Total, PieceSummary[], string> Cell)[] Rows =
    [
        ("pieces", (total, _) => Text($"{total.Pieces}")),
        ("notes", (total, _) => Text($"{total.Notes}")),
        ("hours", (total, _) => Text($"{total.Seconds / 3600:F1}")),
        ("tokens", (total, _) => Text($"{total.Tokens}")),
        ("notes a second", (total, _) => Text($"{total.Notes / Math.Max(0.01, total.Seconds):F1}")),
        ("notes a piece", (_, own) => Text($"{own.Min(piece => piece.Notes)} to {own.Max(piece => piece.Notes)}")),
        ("pitches", (_, own) => Text($"{new Pitch(own.Min(piece => piece.LowestPitch))} to {new Pitch(own.Max(piece => piece.HighestPitch))}")),
        ("velocities", (_, own) => Text($"{own.Min(piece => piece.LowestVelocity)} to {own.Max(piece => piece.HighestVelocity)}")),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
