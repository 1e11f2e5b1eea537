using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>All our ports and what they are connected with: what was planned, and what somebody connected by hand.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class PatchBay
{
    private readonly Patch[] inputs, outputs, sound;
    private readonly Patch? microphone;
    private int[] ways;

    public PatchBay(JackOptions options)
    {
        inputs = [.. options.Inputs.Select(plan => new Patch(plan.Name, plan.Connect, isInput: true))];
        outputs = [.. options.Outputs.Select(plan => new Patch(plan.Name, plan.Connect, isInput: false))];
        sound = [new(JackPorts.Left, [], isInput: false), new(JackPorts.Right, [], isInput: false)];
        if (options.Microphone is { } rules) microphone = new(JackPorts.Microphone, rules, isInput: true);
        ways = new int[inputs.Length];
    }

    /// <summary>The MIDI ports, inputs before outputs, and between them that of the microphone.</summary>
    public IReadOnlyList<PortLinks> Links => [.. Heard.Concat(outputs).Select(patch => patch.Links)];

    private IEnumerable<Patch> Heard => microphone is null ? inputs : inputs.Append(microphone);

    /// <summary>The first input, or output, shall be connected with this port.</summary>
    public void Keep(JackPort? input, JackPort? output)
    {
        if (input is not null) inputs[0].Keep(input);
        if (output is not null) outputs[0].Keep(output);
    }

    /// <summary>The server is gone.</summary>
    public void Lose()
    {
        foreach (Patch patch in (Patch[])[.. Heard, .. outputs, .. sound]) patch.Lose();
        Array.Clear(ways);
    }

    /// <summary>Looks at every connection, and connects what shall be and is not.</summary>
    public void Look(JackClient client, in JackWiring wiring, JackEars ears, JackMemory memory, List<DeviceNews> news)
    {
        JackPorts ports = JackPorts.Of(client);
        HashSet<string> registered = ears.TakeRegistered();
        for (int i = 0; i < inputs.Length; i++)
        {
            int lost = inputs[i].Look(client, wiring.Inputs[i], ports.MidiSources, registered, news);
            if (lost > 0 && !ears.Tells) memory.LetGo(i);
        }

        for (int i = 0; i < outputs.Length; i++) outputs[i].Look(client, wiring.Outputs[i], ports.MidiSinks, registered, news);
        microphone?.Look(client, wiring.Microphone, ports.AudioSources, registered, news);
        sound[0].Look(client, wiring.Left, ports.AudioSinks, registered, news);
        sound[1].Look(client, wiring.Right, ports.AudioSinks, registered, news);
    }

    /// <summary>Lets the callback know on which inputs our own messages come back.</summary>
    public unsafe void Guard(JackClient client, JackWiring wiring, JackMemory memory, List<DeviceNews> news)
    {
        int[] found = Feedback.Ways(client, [.. Enumerable.Range(0, inputs.Length).Select(i => wiring.Inputs[i])], [.. Enumerable.Range(0, outputs.Length).Select(i => wiring.Outputs[i])]);
        ulong packed = 0;
        for (int i = 0; i < found.Length; i++)
        {
            packed |= (ulong)Math.Min(found[i], byte.MaxValue) << (8 * i);
            if (found[i] > 0 && ways[i] == 0)
                news.Add(new(NewsKind.Feedback, $"what leaves on {string.Join(", ", outputs.Select(output => output.Port))} comes back to {inputs[i].Port}: it is not heard as you"));
        }

        ways = found;
        Volatile.Write(ref memory.State->WaysBack, packed);
    }
}
