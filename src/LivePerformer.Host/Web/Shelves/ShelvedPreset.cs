namespace LivePerformer.Host;

/// <summary>A preset as the list shows it.</summary>
/// <param name="Role">answer, duet or continue; null where it is broken.</param>
/// <param name="Model">Null where it is broken.</param>
/// <param name="Own">The user's, not shipped.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
internal sealed record ShelvedPreset(string Name, string Description, string? Role, string? Model, bool Own, string? Fault);
