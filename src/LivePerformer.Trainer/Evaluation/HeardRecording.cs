using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What a transcriber heard in a recording.</summary>
/// <param name="Notes">In any order.</param>
/// <param name="Told">For each of them, how many seconds of sound had been heard when it was told.</param>
/// <param name="Seconds">Length of the recording.</param>
public sealed record HeardRecording(IReadOnlyList<TranscribedNote> Notes, IReadOnlyList<double> Told, double Seconds);
