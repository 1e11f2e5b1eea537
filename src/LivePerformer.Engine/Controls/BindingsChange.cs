using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Something is bound, or is bound no more.</summary>
/// <param name="Bindings">All of them, as they are now.</param>
/// <param name="Added">A control that was none before: from now on it is a sign; else none.</param>
/// <param name="Removed">Controls that are music again.</param>
public sealed record BindingsChange(IReadOnlyList<Binding> Bindings, CueSign Added, IReadOnlyList<CueSign> Removed);
