namespace LivePerformer.Host;

/// <summary>What a rehearsal plays and what it leaves behind.</summary>
/// <param name="AnswerSeconds">How long the AI goes on after the human's last note.</param>
/// <param name="Repeat">How often the input is played.</param>
/// <param name="Transcriber">Who finds the notes, where the input is a recording; null: the preset's.</param>
internal sealed record RehearsalOptions(
    string Input, string Preset, ulong Seed, double AnswerSeconds, string? Take, string? Wav, string? Report, string? Roll, int Repeat = 1, string? Transcriber = null)
{
    public IEnumerable<string> Outputs => new[] { Take, Wav, Report, Roll }.OfType<string>();
}
