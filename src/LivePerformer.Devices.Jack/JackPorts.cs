using LivePerformer.Core;

namespace LivePerformer.Devices.Jack;

/// <summary>What JACK offers to be connected with.</summary>
/// <param name="MidiSources">Keyboards and other clients that play.</param>
/// <param name="MidiSinks">Instruments and other clients that listen.</param>
/// <param name="AudioSinks">Loudspeakers and other clients that take sound.</param>
/// <param name="AudioSources">Microphones and other clients that give sound.</param>
public sealed record JackPorts(
    IReadOnlyList<JackPort> MidiSources, IReadOnlyList<JackPort> MidiSinks, IReadOnlyList<JackPort> AudioSinks, IReadOnlyList<JackPort> AudioSources)
{
    /// <summary>Our own ports for the sound.</summary>
    internal const string Left = "out_left", Right = "out_right";

    /// <summary>Our own port for a microphone.</summary>
    public const string Microphone = "in_mic";

    /// <exception cref="DeviceException">No JACK, no server, or a server that refuses.</exception>
    public static JackPorts List(string? server = null)
    {
        using var client = new JackClient("LivePerformer-ports", server);
        return Of(client);
    }

    internal static JackPorts Of(JackClient client) => new(
        client.Ports(Native.MidiType, Native.PortIsOutput),
        client.Ports(Native.MidiType, Native.PortIsInput),
        client.Ports(Native.AudioType, Native.PortIsInput),
        client.Ports(Native.AudioType, Native.PortIsOutput));
}
