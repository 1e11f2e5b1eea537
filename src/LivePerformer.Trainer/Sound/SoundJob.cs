namespace LivePerformer.Trainer;

/// <summary>A recording that is to be prepared.</summary>
/// <param name="Name">Of its files, unique in its split.</param>
/// <param name="Seconds">How long it will be, as far as that is known.</param>
/// <param name="MadeOf">Another text for other sources or other settings.</param>
/// <param name="Make">Called on any thread; throws where it cannot be made.</param>
internal sealed record SoundJob(string Name, string Split, double Seconds, string MadeOf, Func<CancellationToken, Recording> Make);
