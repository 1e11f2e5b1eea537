using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>A performance that hears and tells by OSC, without a page; oscdump listens.</summary>
internal sealed partial class OscPerformance : IDisposable
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private readonly Scratch scratch = new();

    public OscPerformance(params IEnumerable<string> arguments)
        : this(hasFile: true, arguments)
    {
    }

    /// <param name="hasFile">A file plays the human, else nobody but who sends OSC.</param>
    public OscPerformance(bool hasFile, params IEnumerable<string> arguments)
    {
        Dump = Liblo.Dump(out int port);
        Cli = Cli.Start(["perform", "--audio", "null", .. hasFile ? new[] { "--input", Phrases, "--loop" } : [], "--plain", "--osc", "0", "--osc-to", $"127.0.0.1:{port}", .. arguments], TinyHome.In(scratch), ("XDG_CONFIG_HOME", scratch.Path("config")));
        try
        {
            Cli.WaitUntil(() => Cli.Output.Contains("Ctrl-C stops", StringComparison.Ordinal), "its beginning");
            Port = int.Parse(Heard().Match(Cli.Output).Groups[1].Value);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Cli Cli { get; }

    public ToolProcess Dump { get; }

    public int Port { get; }

    /// <summary>A line of oscdump without its time.</summary>
    public void Until(string line) => Cli.WaitUntil(() => Dump.Lines.Any(told => told.EndsWith($" /liveperformer/{line}", StringComparison.Ordinal)), $"'{line}', saw:\n{string.Join('\n', Dump.Lines.TakeLast(60))}");

    public void Until(Regex line) => Cli.WaitUntil(() => Dump.Lines.Any(line.IsMatch), $"'{line}'");

    public void Send(string address, string types = "", params string[] values) => Liblo.Send(Port, "/liveperformer/" + address, types, values);

    /// <summary>Whatever bytes.</summary>
    public void Send(ReadOnlySpan<byte> bytes, string from = "127.0.0.1")
    {
        using var sender = new UdpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        sender.Send(bytes, new IPEndPoint(IPAddress.Loopback, Port));
    }

    public void Dispose()
    {
        Cli.Dispose();
        Dump.Dispose();
        scratch.Dispose();
    }

    [GeneratedRegex(@"OSC: hears .* on [][0-9.:]+:(\d+)")]
    private static partial Regex Heard();
}
