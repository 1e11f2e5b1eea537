namespace LivePerformer.Engine;

/// <summary>Where an answer may begin.</summary>
public enum Entry
{
    Free,
    Beat,
    Bar,
}
