using System.Runtime.InteropServices;

namespace LivePerformer.Core;

/// <summary>Who is heard where: switches that may be turned during the performance.</summary>
/// <remarks>Eight bytes, so that all of it changes at once.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 8)]
public readonly record struct StageSettings
{
    public StageSettings()
    {
    }

    /// <summary>Factor on the built-in instrument's sound; 1 leaves it as it is.</summary>
    public float Gain { get; init; } = 1;

    /// <summary>The AI's channel on the MIDI output and in the instrument, 0 to 15 as on the wire.</summary>
    public byte AiChannel { get; init; } = 1;

    /// <summary>The human's messages go through to the MIDI output, at their frame and on their channel.</summary>
    public bool HumanThru { get; init; } = true;

    /// <summary>The built-in instrument plays what the human plays.</summary>
    public bool HumanSounds { get; init; } = true;

    /// <summary>The built-in instrument plays what the AI plays.</summary>
    public bool AiSounds { get; init; } = true;
}
