using LivePerformer.Devices.Jack;

namespace LivePerformer.Host;

/// <summary>How to perform; null means as the machine has it.</summary>
/// <param name="Callback">In which form the audio callback runs.</param>
/// <param name="Seconds">Zero: until it is stopped.</param>
/// <param name="Loop">An input file begins again when it has ended.</param>
/// <param name="Report">Where to write what was measured.</param>
/// <param name="SetList">The file of a set list, in place of the preset.</param>
/// <param name="Time">What the command line says of the tempo.</param>
/// <param name="Metrics">Where metrics are sent by OTLP.</param>
/// <param name="Controls">The file that binds controls to commands.</param>
/// <param name="Page">How the page is served; null: not at all.</param>
/// <param name="Osc">Who is heard by OSC, and who is told; null: nobody.</param>
/// <param name="Microphone">What it says of the microphone.</param>
/// <param name="Plain">No live view, also where standard output is a terminal.</param>
internal sealed record PerformOptions(
    string Preset, string? Input, string? Output, string Audio, CallbackChoice Callback, double Seconds, string? Record, ulong Seed, bool Loop, string? Report,
    TimeOptions? Time = null, string? SetList = null, string? Metrics = null, bool Plain = false, string? Controls = null, PageOptions? Page = null, OscOptions? Osc = null,
    MicrophoneOptions? Microphone = null)
{
    /// <summary>The input is a file that plays the human, not a port.</summary>
    public bool InputIsFile => Input is not null
        && (Input.EndsWith(".mid", StringComparison.OrdinalIgnoreCase) || Input.EndsWith(".midi", StringComparison.OrdinalIgnoreCase));
}
