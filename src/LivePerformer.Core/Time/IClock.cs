namespace LivePerformer.Core;

/// <summary>Tells the moment of the performance.</summary>
public interface IClock
{
    TimePoint Now { get; }
}
