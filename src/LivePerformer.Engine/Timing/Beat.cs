using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>One beat of a grid.</summary>
/// <param name="Number">Counted from the grid's beat 0; beats before that are negative.</param>
/// <param name="InBar">0 for the first of the bar.</param>
public readonly record struct Beat(long Number, int InBar, TimePoint Time)
{
    public bool IsDownbeat => InBar == 0;
}
