using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>Sound and MIDI through a JACK server, or through PipeWire in its place: one MIDI port in, one out, two for
/// the sound, everything exact to the frame.</summary>
/// <remarks>Time is the server's frame count, zero at our first block; skipped cycles are seen as skipped frames. What the
/// server calls is <see cref="JackLine"/>, in one of its two forms.</remarks>
public sealed unsafe class JackDevice : IAudioDevice
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly JackClient client;
    private readonly JackOptions options;
    private readonly NativeCallback? library;
    private readonly string? input;
    private readonly string? output;
    private readonly JackMemory memory;
    private readonly JackWiring wiring;
    private StageSetup? setup;      // its stage lives as long as a callback that knows only the address
    private JackCallback? callback;
    private GCHandle self;

    /// <summary>Opens the client and its ports and finds what they are to be connected with.</summary>
    /// <exception cref="DeviceException">No JACK, no server, a server that refuses, or an unknown port.</exception>
    /// <exception cref="LivePerformerException">The callback shall run as the library, and that is not possible.</exception>
    public JackDevice(JackOptions options)
    {
        this.options = options;
        library = Library(options);
        client = new JackClient(options.ClientName, options.Server);
        try
        {
            SampleRate = client.SampleRate;
            BlockFrames = client.BlockFrames;
            memory = new JackMemory(SampleRate);
            JackPorts ports = JackPorts.Of(client);
            input = Find(options.Input, ports.MidiSources, "input");
            output = Find(options.Output, ports.MidiSinks, "output");
            wiring = new()
            {
                Calls = JackLibrary.Calls,
                State = memory.State,
                Client = client.Handle,
                Keys = client.Register("keys", Native.MidiType, Native.PortIsInput | Native.PortIsTerminal),
                Out = client.Register("out", Native.MidiType, Native.PortIsOutput | Native.PortIsTerminal),
                Left = client.Register("out_left", Native.AudioType, Native.PortIsOutput | Native.PortIsTerminal),
                Right = client.Register("out_right", Native.AudioType, Native.PortIsOutput | Native.PortIsTerminal),
                SampleRate = SampleRate,
                BlockFrames = BlockFrames,
            };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The client's name as the server granted it: a second LivePerformer is called LivePerformer-01.</summary>
    public string Name => client.Name;

    public int SampleRate { get; }
    public int BlockFrames { get; }
    public IClock Clock => memory;
    public DeviceFault? Fault => memory.IsLost ? DeviceFault.Lost : null;

    /// <summary>The port that listens to the keyboard.</summary>
    public string KeysPort => $"{Name}:keys";

    /// <summary>The port on which humans and AI leave, each on their own channel.</summary>
    public string OutPort => $"{Name}:out";

    /// <inheritdoc/>
    public long Xruns => Volatile.Read(ref memory.State->Xruns);

    /// <summary>Messages on the input that are not the music's: system exclusive, time code, active sensing.</summary>
    public long IgnoredMessages => Volatile.Read(ref memory.State->Ignored);

    /// <summary>The callback has a runtime of its own; known once it is made.</summary>
    public bool IsNative { get; private set; }

    /// <summary>Why the callback runs in process although the library is there; null where nothing is wrong.</summary>
    public string? NativeFault { get; private set; }

    /// <summary>Makes the callback, in the form that the options ask for.</summary>
    /// <exception cref="LivePerformerException">The piano is absent or broken; or the callback shall run as the library, and that is not possible.</exception>
    public void Load(StageSetup setup)
    {
        this.setup = setup;
        callback = MakeNative(setup) ?? ManagedCallback.Of(setup.Build(SampleRate), wiring);
    }

    /// <summary>Gets another preset ready while the callback plays.</summary>
    /// <exception cref="LivePerformerException">The piano is absent or broken.</exception>
    public void Load(int slot, SlotSetup setup) =>
        (callback ?? throw new InvalidOperationException("There is no callback yet.")).Load(slot, setup);

    /// <summary>Starts the callback that was loaded.</summary>
    /// <exception cref="DeviceException">The server refuses.</exception>
    public void Start()
    {
        if (callback is null) throw new InvalidOperationException("Nothing is loaded that could be started.");

        (nint process, nint argument) = options.Door?.Invoke(callback, memory) ?? ((nint)callback.Functions.Process, callback.Argument);
        _ = Native.jack_set_process_callback(client.Handle, (delegate* unmanaged[Cdecl]<uint, nint, int>)process, argument);
        _ = Native.jack_set_xrun_callback(client.Handle, callback.Functions.Xrun, callback.Argument);
        Native.jack_on_shutdown(client.Handle, callback.Functions.Shutdown, callback.Argument);
        self = GCHandle.Alloc(this);    // whoever forgets us, the server calls on
        memory.Phase = JackPhase.Running;
        client.Activate();
        if (input is not null) client.Connect(input, KeysPort);
        if (output is not null) client.Connect(OutPort, output);
        if (options.ConnectAudio) ConnectAudio();
    }

    /// <summary>Starts a processor of our own runtime, whatever the options say.</summary>
    public void Start(IAudioProcessor processor)
    {
        callback = ManagedCallback.Of(processor, wiring);
        Start();
    }

    public void Stop()
    {
        if (memory.Phase is not (JackPhase.Running or JackPhase.Finishing)) return;

        memory.Phase = JackPhase.Finishing;
        // until the note-offs have left, left again, and whoever listens has read them
        SpinWait.SpinUntil(() => memory.IsLost || Volatile.Read(ref memory.State->Repeated) > JackLine.Repeats, Patience);
        if (!memory.IsLost) _ = Native.jack_deactivate(client.Handle);
        client.Dispose();       // no callback runs any more
        if (memory.Phase != JackPhase.Finished) callback?.FinishUnheard();
        memory.Phase = JackPhase.Finished;
    }

    public void Dispose()
    {
        Stop();
        client.Dispose();
        callback?.Dispose();
        if (self.IsAllocated) self.Free();
        GC.KeepAlive(setup);
    }

    private NativeCallback? Library(JackOptions options)
    {
        switch (options.Callback)
        {
            case CallbackChoice.Managed:
                return null;

            case CallbackChoice.Native:
                return NativeCallback.Load(options.Library);

            default:
                try
                {
                    return File.Exists(options.Library) ? NativeCallback.Load(options.Library) : null;
                }
                catch (LivePerformerException fault)
                {
                    NativeFault = fault.Message;
                    return null;
                }
        }
    }

    private JackCallback? MakeNative(StageSetup setup)
    {
        try
        {
            JackCallback? made = library?.Make(setup, wiring);
            IsNative = made is not null;
            return made;
        }
        catch (LivePerformerException fault) when (options.Callback == CallbackChoice.Auto)
        {
            NativeFault = fault.Message;    // if it is the piano's fault, the other form says so too
            return null;
        }
    }

    private static string? Find(string? wanted, IReadOnlyList<JackPort> ports, string what)
    {
        if (wanted is null) return null;
        if (JackPort.Find(ports, wanted) is { } port) return port.Name;

        string known = ports.Count == 0 ? "There is none at all; plug it in or start it first" : $"There are: {string.Join(", ", ports)}";
        throw new DeviceException(DeviceFault.Unavailable, $"There is no MIDI {what} '{wanted}' in JACK. {known}.");
    }

    private void ConnectAudio()
    {
        IReadOnlyList<JackPort> speakers = client.Ports(Native.AudioType, Native.PortIsInput | Native.PortIsPhysical);
        if (speakers.Count == 0) return;
        client.Connect(JackClient.NameOf(wiring.Left), speakers[0].Name);
        client.Connect(JackClient.NameOf(wiring.Right), speakers[Math.Min(1, speakers.Count - 1)].Name);
    }
}
