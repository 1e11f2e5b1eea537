using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Where the beats lie and who says so, as one value that never changes.</summary>
/// <param name="At">From this moment on.</param>
/// <param name="Grid">Null: time is free.</param>
public sealed record Pulse(TimePoint At, TempoSource Source, TempoGrid? Grid);
