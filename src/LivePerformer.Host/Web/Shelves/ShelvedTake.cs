namespace LivePerformer.Host;

/// <summary>A take as the list shows it.</summary>
/// <param name="Name">The file's, without its ending.</param>
/// <param name="Begun">ISO 8601, local time.</param>
/// <param name="Preset">The first one of a set list; empty where it is broken.</param>
/// <param name="Model">The first one; empty where it is broken.</param>
/// <param name="Playing">It is being played: it grows.</param>
/// <param name="Broken">It cannot be read.</param>
/// <param name="Fault">Why not, or what is missing of it; null where nothing is.</param>
internal sealed record ShelvedTake(
    string Name, string Begun, double Seconds, string Preset, string Model, int HumanNotes, int AiNotes, long Bytes, bool Playing, bool Broken, string? Fault, IReadOnlyList<TakePart> Parts);
