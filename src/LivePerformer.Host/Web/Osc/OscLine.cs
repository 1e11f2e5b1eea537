using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>OSC in and out, from the first performance to the last.</summary>
internal sealed class OscLine : IDisposable
{
    private readonly OscOptions options;
    private readonly LiveHub hub;
    private readonly OscReceiver? receiver;
    private readonly OscSender? sender;

    /// <exception cref="LivePerformerException">The port is taken.</exception>
    public OscLine(OscOptions options, LiveHub hub)
    {
        this.options = options;
        this.hub = hub;
        receiver = options.Port is null ? null : new OscReceiver(options, hub);
        if (options.To.Count > 0) hub.Add(sender = new OscSender(options.To));
    }

    /// <summary>Who is heard where, and who is told.</summary>
    public override string ToString()
    {
        string hears = receiver is null ? "" : $"hears {(options.From.Count == 0 ? "this machine" : string.Join(", ", options.From))} on {receiver.Here}";
        string tells = sender is null ? "" : $"tells {string.Join(", ", options.To)}";
        return string.Join(", ", new[] { hears, tells }.Where(part => part.Length > 0));
    }

    public void Dispose()
    {
        receiver?.Dispose();
        if (sender is null) return;

        hub.Remove(sender);
        sender.Dispose();
    }
}
