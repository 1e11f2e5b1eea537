using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>What the AI played when a take was played again.</summary>
/// <param name="Ai">Its messages, as they left or were dropped.</param>
/// <param name="Differs">Where they are not those of the take; null: they are, bit for bit.</param>
internal sealed record ReplayResult(IReadOnlyList<SentEvent> Ai, string? Differs);
