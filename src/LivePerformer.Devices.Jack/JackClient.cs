using System.Runtime.InteropServices;
using LivePerformer.Core;

namespace LivePerformer.Devices.Jack;

/// <summary>Our place in JACK's graph: opened, given ports, connected, closed.</summary>
/// <remarks>Control thread.</remarks>
internal sealed unsafe class JackClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private nint handle;
    private GCHandle ears;

    /// <param name="patience">How long a server may take to answer; null for the usual time.</param>
    /// <exception cref="DeviceException">No JACK, no server, or a server that refuses.</exception>
    public JackClient(string name, string? server, TimeSpan? patience = null)
    {
        JackLibrary.Load();
        handle = Open(name, server, patience ?? Patience);
        Name = Text(Native.jack_get_client_name(handle));
    }

    public string Name { get; }

    public nint Handle => handle;

    /// <summary>No callback comes from it any more.</summary>
    public bool IsClosed { get; private set; }

    public int SampleRate => (int)Native.jack_get_sample_rate(handle);

    public int BlockFrames => (int)Native.jack_get_buffer_size(handle);

    /// <exception cref="DeviceException">The server has no room for another port.</exception>
    public nint Register(string port, string type, uint flags)
    {
        nint registered = Native.jack_port_register(handle, port, type, new CULong(flags), new CULong(0));
        if (registered != 0) return registered;

        throw new DeviceException(
            DeviceFault.Busy,
            $"JACK has no room for our port '{port}'. Close other clients, or start the server with a larger --port-max.");
    }

    public static string NameOf(nint port) => Text(Native.jack_port_name(port));

    /// <summary>Other clients' ports, in the server's order.</summary>
    public IReadOnlyList<JackPort> Ports(string type, uint flags)
    {
        string[] names = Names(Native.jack_get_ports(handle, null, type, new CULong(flags)));
        return [.. names.Where(name => !IsOurs(name)).Select(name => new JackPort(name, Aliases(name)))];
    }

    /// <summary>Whether the port is one of this client's.</summary>
    public bool IsOurs(string port) => port.StartsWith(Name + ":", StringComparison.Ordinal);

    /// <summary>Names of the ports with which a port is connected.</summary>
    public string[] Connections(nint port) => Names(Native.jack_port_get_all_connections(handle, port));

    /// <summary>Somebody's port; 0 if it is not there.</summary>
    public nint Find(string port) => Native.jack_port_by_name(handle, port);

    /// <summary>Tells the server what is to be called; before the activation.</summary>
    public JackEars Listen(JackMemory memory, nint[] inputs, nint[] outputs)
    {
        var listening = new JackEars(handle, memory, inputs, outputs);
        ears = listening.Open();
        return listening;
    }

    /// <exception cref="DeviceException">The server refuses.</exception>
    public void Connect(string source, string destination)
    {
        int answer = Native.jack_connect(handle, source, destination);
        if (answer is 0 or Native.AlreadyConnected) return;

        throw new DeviceException(
            DeviceFault.Busy, $"JACK does not connect '{source}' with '{destination}'{Reason()}. Try again, or connect them with jack_connect.");
    }

    public void Activate()
    {
        if (Native.jack_activate(handle) == 0) return;

        throw new DeviceException(DeviceFault.Busy, $"JACK does not start our client{Reason()}. Restart the JACK server.");
    }

    public void Dispose() => Close(Patience);

    /// <summary>No callback runs any more when it returns.</summary>
    public void Deactivate()
    {
        using NoCollection quiet = NoCollection.Begin();
        _ = Native.jack_deactivate(handle);
    }

    /// <summary>Leaves the graph; a server that is gone may keep the call waiting for ever.</summary>
    public void Close(TimeSpan patience)
    {
        nint closing = handle;
        if (closing == 0) return;
        handle = 0;
        using NoCollection quiet = NoCollection.Begin();
        var thread = new Thread(() => _ = Native.jack_client_close(closing)) { IsBackground = true, Name = "JACK close" };
        thread.Start();
        IsClosed = thread.Join(patience);
        if (IsClosed && ears.IsAllocated) ears.Free();
    }

    private static nint Open(string name, string? server, TimeSpan patience)
    {
        JackLibrary.LastError = "";
        int status = 0;
        int options = Native.NoStartServer | (server is null ? 0 : Native.ServerName);

        // a stopped server leaves the call waiting for ever
        nint opened = 0;
        var opening = new Thread(() =>
        {
            int answer = 0;
            nint client = Native.jack_client_open(name, options, &answer, server);
            Volatile.Write(ref status, answer);
            Volatile.Write(ref opened, client);
        })
        { IsBackground = true, Name = "JACK open" };
        opening.Start();
        if (!opening.Join(patience))
            throw new DeviceException(DeviceFault.Busy, "The JACK server does not answer. Restart it.");

        if (opened != 0) return opened;

        string of = server is null ? "" : $" '{server}'";
        if ((status & Native.StatusVersionError) != 0)
        {
            throw new DeviceException(
                DeviceFault.Unavailable, $"The JACK server{of} and libjack are of different versions. Install both from one package: jackd2.");
        }

        throw (status & Native.StatusServerFailed) != 0
            ? new DeviceException(
                DeviceFault.Unavailable,
                $"No JACK server{of} is running. Start one: jackd -d alsa (or -d dummy without a sound card); on PipeWire start with pw-jack.")
            : new DeviceException(
                DeviceFault.Busy, $"The JACK server{of} takes no further client{Reason()}. Close other clients or restart it.");
    }

    private static string[] Names(byte** names)
    {
        if (names == null) return [];
        var texts = new List<string>();
        for (byte** name = names; *name != null; name++) texts.Add(Text(*name));
        Native.jack_free(names);
        return [.. texts];
    }

    private string[] Aliases(string name)
    {
        nint port = Native.jack_port_by_name(handle, name);
        if (port == 0) return [];

        int size = Native.jack_port_name_size();
        byte* memory = (byte*)NativeMemory.AllocZeroed(2 * (nuint)size);
        byte** slots = stackalloc byte*[2] { memory, memory + size };
        int count = Math.Clamp(Native.jack_port_get_aliases(port, slots), 0, 2);
        string[] aliases = [.. Enumerable.Range(0, count).Select(i => Text((byte*)((nint)memory + (i * size)))).Where(alias => alias.Length > 0)];
        NativeMemory.Free(memory);
        return aliases;
    }

    private static string Reason() => JackLibrary.LastError is { Length: > 0 } text ? $" ({text.Trim().ReplaceLineEndings(" ")})" : "";

    private static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? "";
}
