using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>What a command line says of the microphone.</summary>
/// <param name="Source">With what it is connected; empty leaves that as the preset has it.</param>
/// <param name="Model">The transcriber; null leaves it as the preset has it.</param>
internal sealed record MicrophoneOptions(string Source, string? Model = null)
{
    public Preset On(Preset preset) => preset with
    {
        Microphone = preset.Microphone with
        {
            On = true,
            Connect = Source.Length == 0 ? preset.Microphone.Connect : [Source],
            Model = Model ?? preset.Microphone.Model,
        },
    };
}
