using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;

namespace LivePerformer.Host;

/// <summary>Who is behind our ports, and whether something goes through them.</summary>
internal sealed class PortWatch(Ensemble ensemble, IAudioDevice device)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly SortedSet<byte> heard = [];
    private PortCounts left;
    private long toldAt;

    /// <summary>A message arrived on that input.</summary>
    public void Hear(byte port) => heard.Add(port);

    public PortsMessage Links()
    {
        if (device is JackDevice { Links: { Count: > 0 } links } jack)
            return new([.. links.Select(link => new PortState($"{jack.Name}:{link.Name}", link.IsInput ? "input" : "output", link.Connected, link.Lost))]);

        return new([.. Names(isInput: true).Select(name => new PortState(name, "input", [], [])), .. Names(isInput: false).Select(name => new PortState(name, "output", [], []))]);
    }

    /// <summary>Null where nothing went, or it is too early.</summary>
    public ActiveMessage? Active()
    {
        PortCounts now = ensemble.Stage.Meters.Left;
        if ((heard.Count == 0 && now == left) || Stopwatch.GetElapsedTime(toldAt) < Every) return null;

        toldAt = Stopwatch.GetTimestamp();
        string[] inputs = Names(isInput: true), outputs = Names(isInput: false);
        List<string> names = [.. heard.Where(port => port < inputs.Length).Select(port => inputs[port])];
        for (int port = 0; port < outputs.Length; port++)
        {
            if (now[port] != left[port]) names.Add(outputs[port]);
        }

        heard.Clear();
        left = now;
        return new ActiveMessage(names);
    }

    /// <exception cref="LivePerformerException">There is no such output.</exception>
    public int OutputOf(string name)
    {
        string[] outputs = Names(isInput: false);
        int number = Array.IndexOf(outputs, name);
        return number >= 0 ? number : throw new LivePerformerException($"There is no output '{name}'. There are: {string.Join(", ", outputs)}, and piano.");
    }

    private string[] Names(bool isInput)
    {
        if (device is JackDevice jack) return [.. isInput ? jack.InputPorts : jack.OutputPorts, .. isInput && jack.MicrophonePort is { } microphone ? [microphone] : (string[])[]];
        return [.. (isInput ? ensemble.Programme.Inputs : ensemble.Programme.Outputs).Select(port => port.Name), .. isInput && ensemble.Programme.Microphone is not null ? [JackPorts.Microphone] : (string[])[]];
    }
}
