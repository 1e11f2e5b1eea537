using System.Text.Json;
using System.Text.Json.Serialization;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>What calibrate measured of an instrument, of a microphone, or of both, as JSON.</summary>
public sealed record LatencyFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>One velocity's delay in milliseconds, and how far the middle nine tenths of its notes lay apart.</summary>
    public sealed record Strike(int Velocity, double Ms, double SpreadMs = 0);

    /// <summary>The port that was measured.</summary>
    public string Device { get; init; } = "";

    /// <summary>From sending a note to hearing it come back, in the median; of it the return takes one block.</summary>
    public double RoundTripMs { get; init; }

    public IReadOnlyList<Strike> Strikes { get; init; } = [];

    /// <summary>Delay of a key coming up.</summary>
    public double ReleaseMs { get; init; }

    /// <summary>Null: none was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MicrophoneProfile? Microphone { get; init; }

    /// <summary>The delay of the instrument; where none was measured, none.</summary>
    /// <exception cref="LivePerformerException">The file is absent or is no profile.</exception>
    public static LatencyProfile Read(string path)
    {
        LatencyFile file = ReadAll(path);
        return file.Strikes.Count == 0 ? LatencyProfile.None : new LatencyProfile([.. file.Strikes.Select(s => (s.Velocity, TimeSpan.FromMilliseconds(s.Ms)))], TimeSpan.FromMilliseconds(file.ReleaseMs));
    }

    /// <exception cref="LivePerformerException">The file is absent or is no profile.</exception>
    public static LatencyFile ReadAll(string path)
    {
        try
        {
            LatencyFile file = JsonSerializer.Deserialize<LatencyFile>(File.ReadAllText(path), Options) ?? throw new JsonException("it is empty");
            if (file.Microphone?.Fault() is { } fault) throw new JsonException(fault);
            if (file.Strikes.Count == 0 && file.Microphone is null) throw new JsonException("it has no strikes");
            if (file.Strikes.Any(s => s.Velocity is < 1 or > 127)) throw new JsonException("a velocity is not 1 to 127");
            if (file.Strikes.Select(s => s.Ms).Append(file.ReleaseMs).Any(ms => !(ms is >= -1_000 and <= 2_000))) throw new JsonException("a delay is not -1000 to 2000 ms");

            return file;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            string why = error.Message.ReplaceLineEndings(" ").Split(". ")[0].TrimEnd('.');
            throw new LivePerformerException($"'{path}' is no latency profile: {why}. Write one: LivePerformer calibrate --output PORT --input PORT --out {path}", error);
        }
    }

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Options);
}
