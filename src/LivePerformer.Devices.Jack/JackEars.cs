using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LivePerformer.Devices.Jack;

/// <summary>What the server tells of its graph while it changes: a source that has gone is passed on to the callback at once.</summary>
/// <remarks>The server's thread for such things, never the audio thread; the rest: control thread.</remarks>
internal sealed unsafe class JackEars(nint client, JackMemory memory, nint[] inputs, nint[] outputs)
{
    private readonly ConcurrentQueue<uint> registered = new();
    private int changed;

    /// <summary>It has told of one of our connections; a server that never does must be looked at.</summary>
    public bool Tells { get; private set; }

    /// <summary>From its activation on the client's server tells.</summary>
    /// <returns>To be freed when the client is closed.</returns>
    public GCHandle Open()
    {
        var self = GCHandle.Alloc(this);
        _ = Native.jack_set_port_connect_callback(client, &Connect, GCHandle.ToIntPtr(self));
        _ = Native.jack_set_port_registration_callback(client, &Register, GCHandle.ToIntPtr(self));
        return self;
    }

    /// <summary>Whether anything changed since this was asked last.</summary>
    public bool TakeChanged() => Interlocked.Exchange(ref changed, 0) != 0;

    /// <summary>Names of the ports that were made since this was asked last.</summary>
    public HashSet<string> TakeRegistered()
    {
        var names = new HashSet<string>();
        while (registered.TryDequeue(out uint id))
        {
            nint port = Native.jack_port_by_id(client, id);
            if (port != 0) names.Add(JackClient.NameOf(port));
        }

        return names;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Connect(uint source, uint destination, int connected, nint argument)
    {
        var ears = (JackEars)GCHandle.FromIntPtr(argument).Target!;
        ears.Hear(source, destination, connected != 0);
        Volatile.Write(ref ears.changed, 1);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Register(uint port, int exists, nint argument)
    {
        var ears = (JackEars)GCHandle.FromIntPtr(argument).Target!;
        if (exists != 0) ears.registered.Enqueue(port);
        Volatile.Write(ref ears.changed, 1);
    }

    private void Hear(uint source, uint destination, bool connected)
    {
        int input = Array.IndexOf(inputs, Native.jack_port_by_id(client, destination));
        if (input < 0) return;
        Tells = true;
        if (connected)
        {
            // before the first note has gone round; all other ways back are found by looking
            if (Array.IndexOf(outputs, Native.jack_port_by_id(client, source)) >= 0) Interlocked.Or(ref memory.State->WaysBack, 1UL << (8 * input));
            return;
        }

        memory.LetGo(input);
    }
}
