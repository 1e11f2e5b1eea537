using System.Diagnostics;
using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>Sound and MIDI through a JACK server, or through PipeWire in its place: MIDI ports in and out, two for the
/// sound, one for a microphone where it is asked for, everything exact to the frame.</summary>
/// <remarks>Time is the server's frame count, zero at our first block; skipped cycles are seen as skipped frames. What the
/// server calls is <see cref="JackLine"/>, in one of its two forms. Who calls <see cref="Watch"/> now and then has lost
/// connections restored, and a lost server too; who does not has a fault.</remarks>
public sealed unsafe class JackDevice : IAudioDevice
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceWithTheDead = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    private readonly JackOptions options;
    private readonly NativeCallback? library;
    private readonly JackPort? input;
    private readonly JackPort? output;
    private readonly JackMemory memory;
    private readonly PatchBay bay;
    private readonly List<DeviceNews> news = [];
    private JackClient client;
    private JackWiring wiring;
    private JackEars? ears;
    private StageSetup? setup;      // its stage lives as long as a callback that knows only the address
    private JackCallback? callback;
    private GCHandle self;
    private Task<JackClient>? opening;
    private long lookedAt, triedAt;
    private bool isLossTold;
    private volatile IReadOnlyList<PortLinks> links = [];

    /// <summary>Opens the client and its ports and finds what they are to be connected with.</summary>
    /// <exception cref="DeviceException">No JACK, no server, a server that refuses, or an unknown port.</exception>
    /// <exception cref="LivePerformerException">The ports are planned badly; or the callback shall run as the library, and that is not possible.</exception>
    public JackDevice(JackOptions options)
    {
        options.Check();
        this.options = options;
        library = Library(options);
        client = new JackClient(options.ClientName, options.Server);
        try
        {
            SampleRate = client.SampleRate;
            BlockFrames = client.BlockFrames;
            memory = new JackMemory(SampleRate);
            bay = new PatchBay(options);
            JackPorts ports = JackPorts.Of(client);
            input = Find(options.Input, ports.MidiSources, "input");
            output = Find(options.Output, ports.MidiSinks, "output");
            bay.Keep(input, output);
            wiring = Register(client);
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

    /// <summary>The first port that listens to the human.</summary>
    public string KeysPort => InputPorts[0];

    /// <summary>The first port on which humans and AI leave, each on their own channel.</summary>
    public string OutPort => OutputPorts[0];

    /// <summary>The ports that listen, by their numbers.</summary>
    public IReadOnlyList<string> InputPorts => [.. options.Inputs.Select(plan => $"{Name}:{plan.Name}")];

    /// <summary>The ports on which messages leave, by their numbers.</summary>
    public IReadOnlyList<string> OutputPorts => [.. options.Outputs.Select(plan => $"{Name}:{plan.Name}")];

    /// <summary>The port that hears a microphone; null: there is none.</summary>
    public string? MicrophonePort => options.Microphone is null ? null : $"{Name}:{JackPorts.Microphone}";

    /// <summary>Our ports for MIDI and the microphone and who is behind them, as of the last look.</summary>
    /// <remarks>Any thread.</remarks>
    public IReadOnlyList<PortLinks> Links => links;

    /// <inheritdoc/>
    public long Xruns => Volatile.Read(ref memory.State->Xruns);

    /// <inheritdoc/>
    public long Overflows => Volatile.Read(ref memory.State->Overflows);

    /// <summary>Messages on the input that are not the music's: system exclusive, time code, active sensing.</summary>
    public long IgnoredMessages => Volatile.Read(ref memory.State->Ignored);

    /// <summary>Messages of our own that came back to us and were not heard as the human's.</summary>
    public long Echoes => Volatile.Read(ref memory.State->Echoes);

    /// <summary>Why a lost server cannot be restored, in one line with the remedy; null while it can.</summary>
    public string? Unfit { get; private set; }

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

        self = GCHandle.Alloc(this);    // whoever forgets us, the server calls on
        memory.Phase = JackPhase.Running;
        Activate();
        if (input is not null) client.Connect(input.Name, KeysPort);
        if (output is not null) client.Connect(OutPort, output.Name);
        if (options.ConnectAudio) ConnectAudio();
        if (options.Microphone is { Count: 0 }) ConnectMicrophone();
        Look();
    }

    /// <summary>Starts a processor of our own runtime, whatever the options say.</summary>
    public void Start(IAudioProcessor processor)
    {
        callback = ManagedCallback.Of(processor, wiring);
        Start();
    }

    /// <summary>Connects what shall be connected and is not, and restores a server that was lost.</summary>
    /// <remarks>Control thread, some four to twenty times a second; it never waits for a server.</remarks>
    /// <returns>What happened since the last call.</returns>
    public IReadOnlyList<DeviceNews> Watch()
    {
        if (memory.Phase != JackPhase.Running) return [];
        if (memory.IsLost) Restore();
        else if (ears!.TakeChanged() || Stopwatch.GetElapsedTime(lookedAt) >= BetweenLooks) LookAndGuard();
        if (news.Count == 0) return [];

        DeviceNews[] told = [.. news];
        news.Clear();
        return told;
    }

    public void Stop()
    {
        if (memory.Phase is not (JackPhase.Running or JackPhase.Finishing)) return;

        memory.Phase = JackPhase.Finishing;
        // until the note-offs have left, left again, and whoever listens has read them
        SpinWait.SpinUntil(() => memory.IsLost || Volatile.Read(ref memory.State->Repeated) > JackLine.Repeats, Patience);
        if (memory.IsLost)
        {
            client.Close(PatienceWithTheDead);
        }
        else
        {
            client.Deactivate();
            client.Dispose();
        }

        // no callback runs any more
        _ = opening?.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        if (memory.Phase != JackPhase.Finished) callback?.FinishUnheard();
        memory.Phase = JackPhase.Finished;
    }

    public void Dispose()
    {
        Stop();
        client.Dispose();
        if (client.IsClosed) callback?.Dispose();       // else a server that hangs may still call it
        if (client.IsClosed && self.IsAllocated) self.Free();
        GC.KeepAlive(setup);
    }

    private JackWiring Register(JackClient on)
    {
        var made = new JackWiring
        {
            Calls = JackLibrary.Calls,
            State = memory.State,
            Client = on.Handle,
            InputCount = options.Inputs.Count,
            OutputCount = options.Outputs.Count,
            SampleRate = SampleRate,
            BlockFrames = BlockFrames,
        };
        // what comes in may leave again, so these are not the end of the line
        for (int i = 0; i < made.InputCount; i++) made.Inputs[i] = on.Register(options.Inputs[i].Name, Native.MidiType, Native.PortIsInput);
        for (int i = 0; i < made.OutputCount; i++) made.Outputs[i] = on.Register(options.Outputs[i].Name, Native.MidiType, Native.PortIsOutput);
        made.Left = on.Register(JackPorts.Left, Native.AudioType, Native.PortIsOutput | Native.PortIsTerminal);
        made.Right = on.Register(JackPorts.Right, Native.AudioType, Native.PortIsOutput | Native.PortIsTerminal);
        if (options.Microphone is not null) made.Microphone = on.Register(JackPorts.Microphone, Native.AudioType, Native.PortIsInput | Native.PortIsTerminal);
        return made;
    }

    private void Activate()
    {
        (nint process, nint argument) = options.Door?.Invoke(callback!, memory) ?? ((nint)callback!.Functions.Process, callback.Argument);
        _ = Native.jack_set_process_callback(client.Handle, (delegate* unmanaged[Cdecl]<uint, nint, int>)process, argument);
        _ = Native.jack_set_xrun_callback(client.Handle, callback!.Functions.Xrun, callback.Argument);
        Native.jack_on_shutdown(client.Handle, callback.Functions.Shutdown, callback.Argument);
        ReadOnlySpan<nint> inputs = wiring.Inputs, outputs = wiring.Outputs;
        ears = client.Listen(memory, inputs[..wiring.InputCount].ToArray(), outputs[..wiring.OutputCount].ToArray());
        client.Activate();
    }

    private void Look()
    {
        lookedAt = Stopwatch.GetTimestamp();
        bay.Look(client, wiring, ears!, memory, news);
        links = bay.Links;
    }

    private void LookAndGuard()
    {
        Look();
        bay.Guard(client, wiring, memory, news);
    }

    private void Restore()
    {
        if (!isLossTold) LoseServer();
        if (Unfit is not null) return;

        if (opening is null && Stopwatch.GetElapsedTime(triedAt) >= BetweenTries)
        {
            triedAt = Stopwatch.GetTimestamp();
            opening = Task.Run(() => new JackClient(Name, options.Server, Timeout.InfiniteTimeSpan));
        }

        if (opening is not { IsCompleted: true }) return;

        Task<JackClient> opened = opening;
        opening = null;
        if (opened.Exception is null) GoOn(opened.Result);
    }

    /// <summary>Nobody is called until there is another server. The notes end with its first block, which follows in the music
    /// upon the last: so a replay, which knows of no servers, ends them too.</summary>
    private void LoseServer()
    {
        isLossTold = true;
        client.Close(PatienceWithTheDead);
        bay.Lose();
        links = bay.Links;
        // what sounded ends with the first block to come, at the frame where the music stands; so does a replay
        news.Add(new(NewsKind.ServerLost, "the sound server is lost, and with it all notes end; it is waited for"));
    }

    /// <summary>The same ports, the same line, another server.</summary>
    private void GoOn(JackClient opened)
    {
        if (opened.SampleRate != SampleRate)
        {
            Unfit = $"The sound server came back at {opened.SampleRate} Hz, but this performance runs at {SampleRate} Hz and cannot go on. "
                + $"Start the server at {SampleRate} Hz, or perform again.";
            news.Add(new(NewsKind.ServerUnfit, Unfit));
            opened.Dispose();
            return;
        }

        try
        {
            wiring = Register(opened);
            client = opened;
            callback!.Rewire(wiring);
            for (int i = 0; i < wiring.InputCount; i++) memory.LetGo(i);
            Volatile.Write(ref memory.State->WaysBack, 0);
            memory.IsLost = false;
            Activate();
        }
        catch (DeviceException)
        {
            memory.IsLost = true;
            opened.Dispose();       // tried again
            return;
        }

        isLossTold = false;
        news.Add(new(NewsKind.ServerBack, "the sound server is back, and the music goes on"));
        LookAndGuard();
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

    private static JackPort? Find(string? wanted, IReadOnlyList<JackPort> ports, string what)
    {
        if (wanted is null) return null;
        if (JackPort.Find(ports, wanted) is { } port) return port;

        string known = ports.Count == 0 ? "There is none at all; plug it in or start it first" : $"There are: {string.Join(", ", ports)}";
        throw new DeviceException(DeviceFault.Unavailable, $"There is no MIDI {what} '{wanted}' in JACK. {known}.");
    }

    private void ConnectMicrophone()
    {
        if (client.Ports(Native.AudioType, Native.PortIsOutput | Native.PortIsPhysical) is [var first, ..]) client.Connect(first.Name, MicrophonePort!);
    }

    private void ConnectAudio()
    {
        IReadOnlyList<JackPort> speakers = client.Ports(Native.AudioType, Native.PortIsInput | Native.PortIsPhysical);
        if (speakers.Count == 0) return;
        client.Connect(JackClient.NameOf(wiring.Left), speakers[0].Name);
        client.Connect(JackClient.NameOf(wiring.Right), speakers[Math.Min(1, speakers.Count - 1)].Name);
    }
}
