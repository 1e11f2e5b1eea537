using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>Finds in the graph whether what leaves on our outputs can come back to our inputs, directly or through other
/// clients that have both.</summary>
/// <remarks>Control thread. A port that calls itself physical, or the end of the line, passes nothing on: a keyboard and a
/// synthesizer that one client serves are no loop.</remarks>
internal static class Feedback
{
    private const uint EndsHere = Native.PortIsPhysical | Native.PortIsTerminal;

    /// <summary>For each input, how many ways lead back to it: so often each message returns.</summary>
    public static int[] Ways(JackClient client, IReadOnlyList<nint> inputs, IReadOnlyList<nint> outputs)
    {
        HashSet<string> fed = Fed(client, outputs);
        return [.. inputs.Select(input => client.Connections(input).Count(source => client.IsOurs(source) || fed.Contains(ClientOf(source)) && PassesOn(client, source)))];
    }

    /// <summary>The clients that what leaves can reach.</summary>
    private static HashSet<string> Fed(JackClient client, IReadOnlyList<nint> outputs)
    {
        var fed = new HashSet<string>();
        var next = new Queue<string>(outputs.SelectMany(client.Connections));
        IReadOnlyList<JackPort>? sources = null;
        while (next.TryDequeue(out string? sink))
        {
            if (client.IsOurs(sink) || !PassesOn(client, sink) || !fed.Add(ClientOf(sink))) continue;

            sources ??= client.Ports(Native.MidiType, Native.PortIsOutput);
            foreach (JackPort source in sources.Where(source => ClientOf(source.Name) == ClientOf(sink) && PassesOn(client, source.Name)))
            {
                foreach (string further in client.Connections(client.Find(source.Name))) next.Enqueue(further);
            }
        }

        return fed;
    }

    private static bool PassesOn(JackClient client, string port) =>
        client.Find(port) is var found && found != 0 && ((uint)Native.jack_port_flags(found) & EndsHere) == 0;

    private static string ClientOf(string port) => port[..port.IndexOf(':', StringComparison.Ordinal)];
}
