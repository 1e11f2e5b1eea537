using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A note of a take, and who played it.</summary>
public readonly record struct TakeNote(NoteSource Source, Note Note);
