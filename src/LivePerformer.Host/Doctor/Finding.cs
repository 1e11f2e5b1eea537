namespace LivePerformer.Host;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Remedy">What to do about it; null where nothing is wrong.</param>
/// <param name="IsNeeded">Without it nothing plays; otherwise only something is missing.</param>
internal readonly record struct Finding(string What, string State, string? Remedy = null, bool IsNeeded = false)
{
    public bool IsWell => Remedy is null;
}
