namespace LivePerformer.Music;

/// <summary>A model that played in a take.</summary>
/// <param name="Sha256">Of its file, in hexadecimal: a replay needs the very same.</param>
public sealed record TakeModel(string Name, string Sha256);
