using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LivePerformer.Music;

/// <summary>What a take says of itself before the music: all that a replay needs to begin as the performance began.</summary>
public sealed record TakeHeader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>The version of the program that played.</summary>
    public required string Product { get; init; }

    /// <summary>When it began (ISO 8601, local time).</summary>
    public required string Begun { get; init; }

    /// <summary>Frames per second.</summary>
    public required int SampleRate { get; init; }

    /// <summary>The most frames that a block had.</summary>
    public required int BlockFrames { get; init; }

    /// <summary>The sound server, or null for silence.</summary>
    public required string Device { get; init; }

    /// <summary>The file or port that played the human; null where nothing was named.</summary>
    public string? Input { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The preset, whole.</summary>
    public required JsonElement Preset { get; init; }

    /// <summary>Where there was a set list: its items, each with its preset and its prompt.</summary>
    public JsonElement? Items { get; init; }

    /// <summary>Controls that were bound to commands; null where there were none.</summary>
    public JsonElement? Controls { get; init; }

    /// <summary>The networks in the order in which they take over; a Markov chain comes last.</summary>
    public required IReadOnlyList<TakeModel> Models { get; init; }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">It is no header.</exception>
    internal static TakeHeader FromJson(ReadOnlySpan<byte> json)
    {
        TakeHeader header = JsonSerializer.Deserialize<TakeHeader>(json, Json) ?? throw new JsonException("it is empty");
        return header.SampleRate is >= 1_000 and <= 1_000_000 && header.BlockFrames is >= 1 and <= 1 << 20
            ? header
            : throw new JsonException("its sample rate or block size is impossible");
    }
}
