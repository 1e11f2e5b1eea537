using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>What a list shows of a take.</summary>
/// <param name="HumanNotes">Keys that the human struck.</param>
/// <param name="AiNotes">Notes of the AI that left.</param>
/// <param name="IsCutOff">See <see cref="RecordedTake.IsCutOff"/>.</param>
/// <param name="Missing">What is missing, in words; empty where nothing is.</param>
public sealed record TakeSummary(TakeHeader Header, TimeSpan Length, int HumanNotes, int AiNotes, IReadOnlyList<(TimePoint At, string Text)> Remarks, bool IsCutOff, string Missing);
