namespace LivePerformer.Trainer;

/// <summary>Where recordings come from, and all of them in the order in which they are to be made.</summary>
/// <param name="Name">What the data remembers of it.</param>
/// <param name="Steps">How they are made, in words.</param>
internal sealed record SoundSource(string Name, string Licence, string Steps, IReadOnlyList<SoundJob> Jobs);
