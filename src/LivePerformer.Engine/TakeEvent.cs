using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>One message of a take: who played it, when it was due and when it left, in frames since the start.</summary>
/// <remarks>For the human both frames are the moment at which the key was heard.</remarks>
public readonly record struct TakeEvent(NoteSource Source, long DueFrame, long SentFrame, MidiMessage Message);
