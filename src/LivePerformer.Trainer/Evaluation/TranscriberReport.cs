using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>How well a transcriber heard a folder of recordings.</summary>
public sealed record TranscriberReport
{
    /// <summary>The transcriber.</summary>
    public required string Name { get; init; }

    /// <summary>Recordings by a close microphone, where names tell (ENSTDkCl).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupReport? Close { get; init; }

    /// <summary>Recordings in the room, where names tell (ENSTDkAm).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupReport? Ambient { get; init; }

    public required GroupReport All { get; init; }

    public required IReadOnlyList<RecordingReport> Files { get; init; }

    /// <summary>Its groups by name, in the order in which they are told.</summary>
    internal IEnumerable<(string Name, GroupReport Group)> Groups() =>
        new (string Name, GroupReport? Group)[] { ("close", Close), ("ambient", Ambient), ("all", All) }.Where(pair => pair.Group is not null).Select(pair => (pair.Name, pair.Group!));

    internal static TranscriberReport Of(string name, IReadOnlyList<RecordingResult> results)
    {
        return new() { Name = name, Close = Group("close"), Ambient = Group("ambient"), All = GroupReport.Of(results), Files = [.. results.Select(RecordingReport.Of)] };

        GroupReport? Group(string place) => results.Where(result => result.Pair.Place == place).ToArray() is { Length: > 0 } some ? GroupReport.Of(some) : null;
    }
}
