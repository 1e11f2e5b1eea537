using System.Diagnostics;

namespace LivePerformer.Devices.Jack;

/// <summary>One of our ports: what it shall be connected with, what it was connected with, and what it is.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class Patch(string port, IReadOnlyList<string> rules, bool isInput)
{
    /// <summary>A port that goes away is seen without its connections for a moment before it is gone.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, JackPort> kept = [];    // connected, or to be connected again when it is back
    private readonly HashSet<string> lost = [];                 // of those: gone, and people know
    private readonly HashSet<string> declined = [];             // taken off by somebody: no rule puts it on again
    private readonly Dictionary<string, long> doubted = [];     // the connection is gone since then, the port is not
    private readonly HashSet<string> waiting = [];              // rules that met nobody yet
    private string[] connected = [];

    public string Port => port;

    /// <summary>With whom it is connected, and who shall be again when it comes back.</summary>
    public PortLinks Links => new(port, isInput, connected, [.. lost]);

    /// <summary>It shall be connected with this port, and with no other of its kind.</summary>
    public void Keep(JackPort other) => kept[other.Name] = other;

    /// <summary>The server is gone, and all connections with it.</summary>
    public void Lose()
    {
        connected = [];
        doubted.Clear();
        lost.UnionWith(kept.Keys);
    }

    /// <summary>Compares with the last look, and connects what shall be and is not.</summary>
    /// <param name="others">The ports that there are for this one.</param>
    /// <param name="registered">Names of ports that were made since the last look.</param>
    /// <returns>How many connections were lost.</returns>
    public int Look(JackClient client, nint handle, IReadOnlyList<JackPort> others, IReadOnlySet<string> registered, List<DeviceNews> news)
    {
        string[] now = client.Connections(handle);
        string[] gone = [.. connected.Except(now)];
        foreach (string name in gone) doubted[name] = Stopwatch.GetTimestamp();
        foreach (string name in doubted.Keys.ToArray()) Judge(name, now.Contains(name), client.Find(name) != 0 && !registered.Contains(name), news);
        foreach (string name in now.Except(connected)) Meet(others.FirstOrDefault(other => other.Name == name) ?? new(name, []), news);
        connected = now;
        declined.RemoveWhere(name => client.Find(name) == 0);   // a port that comes again is met again

        foreach (string name in Due(client, others, news).Except(now).Except(doubted.Keys)) Connect(client, name);
        return gone.Length;
    }

    /// <summary>Who took the connection off: somebody's hand, if the port stays.</summary>
    private void Judge(string name, bool isConnected, bool isThere, List<DeviceNews> news)
    {
        if (!isConnected && isThere && Stopwatch.GetElapsedTime(doubted[name]) < Doubt) return;

        doubted.Remove(name);
        if (isConnected) return;

        string notes = isInput ? ", and its notes were ended" : "";
        if (isThere)
        {
            kept.Remove(name);
            declined.Add(name);
            news.Add(new(NewsKind.Disconnected, $"'{name}' was disconnected from {port}{notes}"));
        }
        else
        {
            lost.Add(name);
            news.Add(new(NewsKind.Lost, $"lost '{kept[name]}' on {port}{notes}; it is connected again when it comes back"));
        }
    }

    private void Meet(JackPort other, List<DeviceNews> news)
    {
        Keep(other);
        declined.Remove(other.Name);
        news.Add(lost.Remove(other.Name)
            ? new(NewsKind.Back, $"'{other}' is back on {port}")
            : new(NewsKind.Connected, $"'{other}' is connected with {port}"));
    }

    private List<string> Due(JackClient client, IReadOnlyList<JackPort> others, List<DeviceNews> news)
    {
        List<string> due = [.. kept.Values.Where(gone => client.IsOurs(gone.Name) || others.Any(other => other.IsAgain(gone))).Select(gone => gone.Name)];
        foreach (string rule in rules)
        {
            JackPort[] matching = [.. others.Where(other => other.Matches(rule))];
            due.AddRange(matching.Select(match => match.Name).Where(name => !declined.Contains(name) && !lost.Contains(name)));
            if (matching.Length == 0 && lost.Count == 0 && waiting.Add(rule))
                news.Add(new(NewsKind.Waiting, $"waiting for '{rule}', to be connected with {port}"));
        }

        return due;
    }

    private void Connect(JackClient client, string other)
    {
        string ours = $"{client.Name}:{port}";
        try
        {
            client.Connect(isInput ? other : ours, isInput ? ours : other);
        }
        catch (Core.DeviceException)
        {
            // gone meanwhile, or not yet to be had: the next look tries again
        }
    }
}
