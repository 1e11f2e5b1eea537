using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>What <c>evaluate --audio</c> writes: how well a transcriber heard recordings, and how well a peer heard the same ones.</summary>
/// <remarks>The model's groups stand at the top; the scores there are as the files are.</remarks>
public sealed record AudioReport
{
    /// <summary>Null where only the peer was asked.</summary>
    public string? Model => Heard?.Name;

    /// <summary>The folder of recordings.</summary>
    public required string Audio { get; init; }

    /// <summary>Threads that each network was given.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>What the model had heard before each recording: "own", its loudest passage, or a file; null is nothing.</summary>
    public string? Primed { get; init; }

    /// <summary>Recordings without notes beside them, or that could not be read; they are not in the numbers.</summary>
    public required int LeftOut { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupReport? Close => Heard?.Close;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupReport? Ambient => Heard?.Ambient;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupReport? All => Heard?.All;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RecordingReport>? Files => Heard?.Files;

    /// <summary>Null where no peer was asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TranscriberReport? Peer { get; init; }

    /// <summary>What the model heard.</summary>
    internal TranscriberReport? Heard { get; init; }

    /// <summary>A table for the console: a line a transcriber and group.</summary>
    public IEnumerable<string> Table()
    {
        TranscriberReport[] told = [.. new[] { Heard, Peer }.OfType<TranscriberReport>()];
        int width = Math.Max(11, told.Max(one => one.Name.Length)) + 9;
        yield return $"{"onset F1, pooled".PadRight(width)}{"50 ms",7}{"30 ms",7}{"20 ms",7}{"10 ms",7}{"P 50",7}{"R 50",7}{"end",7}{"touch",7}{"lag",9}{"told after, p50 / p99",23}{"cpu",7}";
        foreach (TranscriberReport one in told)
        {
            foreach ((string name, GroupReport group) in one.Groups()) yield return $"{$"{one.Name} {name}".PadRight(width)}{Row(group)}";
        }
    }

    private static string Row(GroupReport group)
    {
        string scores = string.Concat(new[]
        {
            F1("onset_50ms"), F1("onset_30ms"), F1("onset_20ms"), F1("onset_10ms"),
            group.Pooled["onset_50ms"].Precision, group.Pooled["onset_50ms"].Recall, F1("onset_offset_50ms"), F1("onset_velocity_50ms"),
        }.Select(score => $"{score,7:F3}"));
        string delay = group.DelayMs is { } after ? $"{after.P50:F0} / {after.P99:F0} ms" : "-";
        string lag = group.LagMs is { } late ? $"{late:F1} ms" : "-";
        string empty = group.FalseNotesPerMinute is { } wrong ? $"; {wrong:F1} false notes a minute where nothing is played ({group.EmptyMinutes:F1} min)" : "";
        return $"{scores}{lag,9}{delay,23}{group.RealTimeFactor,7:F3}{empty}";

        double F1(string rule) => group.Pooled[rule].F1;
    }
}
