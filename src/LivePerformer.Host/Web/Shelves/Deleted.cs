namespace LivePerformer.Host;

/// <summary>Something was deleted.</summary>
/// <param name="Undo">The token by which it comes back: <c>POST /api/undo</c>.</param>
internal sealed record Deleted(string Undo);
