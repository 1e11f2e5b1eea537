using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Recordings with their notes, as <c>prepare</c> wrote them into a folder: what there is, from where, under which licence.</summary>
/// <remarks>The table lists what is whole, and grows while <c>prepare</c> runs; its order is that of a good mixture.</remarks>
public sealed record SoundData
{
    public const string FileName = "sound.json";

    /// <summary>Samples per second of all recordings: 16-bit, one channel.</summary>
    public const int SampleRate = 16_000;

    internal const string Rules = "sound/1";

    public string Id { get; init; } = Rules;

    /// <summary>The data set's name.</summary>
    public required string Source { get; init; }

    public required string Licence { get; init; }

    /// <summary>How it was made, in words.</summary>
    public required string Steps { get; init; }

    public required IReadOnlyList<SoundItem> Items { get; init; }

    /// <summary>Reads the table of a folder, and those of the folders in it, as one.</summary>
    /// <exception cref="LivePerformerException">There is none, or one of them cannot be read.</exception>
    public static SoundData Read(string folder)
    {
        const string remedy = "Run first: LivePerformer.Trainer prepare --render PIANO --maestro DIR --out DIR";
        if (!Directory.Exists(folder)) throw new LivePerformerException($"The data folder '{folder}' does not exist. {remedy}");

        SoundData[] tables = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder)
            .Where(each => File.Exists(Path.Combine(each, FileName))).Select(ReadTable)];
        return tables.Length switch
        {
            0 => throw new LivePerformerException($"'{folder}' has no {FileName}. {remedy}"),
            1 => tables[0],
            _ => new()
            {
                Source = Joined(tables.Select(table => table.Source)),
                Licence = Joined(tables.Select(table => table.Licence)),
                Steps = Joined(tables.Select(table => table.Steps)),
                Items = [.. tables.SelectMany(table => table.Items)],
            },
        };

        static string Joined(IEnumerable<string> texts) => string.Join("; ", texts.Distinct());
    }

    /// <summary>The recordings of one split.</summary>
    /// <exception cref="LivePerformerException">There are none.</exception>
    public IReadOnlyList<SoundItem> Of(string split) => Items.Where(item => item.Split == split).ToArray() is { Length: > 0 } items ? items
        : throw new LivePerformerException($"The prepared sound ({Source}) has no recording in the split '{split}'. Let prepare finish, or prepare a data set that has.");

    /// <summary>Opens a recording; keep it open to read often.</summary>
    /// <exception cref="LivePerformerException">It is missing or not the one that the table describes.</exception>
    public SoundPiece Open(SoundItem item) => Items.Contains(item) ? new(item) : throw new ArgumentException($"'{item.Name}' is of other data.", nameof(item));

    /// <summary>Another one for other sound, other notes, or another order.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Items.Select(item => $"{item.Split}\t{item.Name}\t{item.Sha256}").Prepend(Id)))));

    /// <summary>One line for each split: how many recordings, how long, how many notes, on which pianos.</summary>
    [JsonIgnore]
    public IEnumerable<string> InWords => MaestroTable.Splits.Select(split => (Split: split, Own: Items.Where(item => item.Split == split).ToArray()))
        .Where(split => split.Own.Length > 0)
        .Select(split => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{split.Split}: {split.Own.Length} recordings, {split.Own.Sum(item => item.Seconds) / 3600:F2} h, {split.Own.Sum(item => item.Notes)} notes; {Pianos(split.Own)}"));

    private static string Pianos(SoundItem[] items) => string.Join(", ", items.GroupBy(item => item.Piano).OrderBy(piano => piano.Key, StringComparer.Ordinal)
        .Select(piano => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{piano.Key} {piano.Sum(item => item.Seconds) / 3600:F2} h")));

    private static SoundData ReadTable(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            SoundData data = JsonSerializer.Deserialize<SoundData>(File.ReadAllBytes(path), TrainerJson.Options)
                ?? throw new LivePerformerException($"'{path}' is empty. Run prepare again.");
            if (data.Id != Rules) throw new LivePerformerException($"'{path}' holds sound by the rules '{data.Id}', but this build knows '{Rules}'. Run prepare again.");
            return data with { Items = [.. data.Items.Select(item => item with { Folder = folder })] };
        }
        catch (JsonException e)
        {
            throw new LivePerformerException($"'{path}' is not as prepare wrote it ({e.Message}). Run prepare again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}). Check its permissions.", e);
        }
    }
}
