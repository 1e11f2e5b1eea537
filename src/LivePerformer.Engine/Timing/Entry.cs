namespace LivePerformer.Engine;

/// <summary>Where an answer may begin. The numbers stand in takes: they are never given to something else.</summary>
public enum Entry
{
    Free = 0,
    Beat = 1,
    Bar = 2,
}
