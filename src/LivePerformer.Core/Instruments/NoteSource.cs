namespace LivePerformer.Core;

/// <summary>Who played a note.</summary>
public enum NoteSource : byte
{
    Human,
    Ai,
}
