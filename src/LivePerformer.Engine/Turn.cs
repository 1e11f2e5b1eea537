using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>The turn changes hands.</summary>
/// <param name="At">The cue, or the moment the human took the turn back.</param>
/// <param name="Source">Whose turn begins.</param>
public readonly record struct Turn(TimePoint At, NoteSource Source);
