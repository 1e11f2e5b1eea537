namespace LivePerformer.Devices.Jack;

/// <summary>How to appear among JACK's clients, and what to be connected with.</summary>
public sealed record JackOptions
{
    public string ClientName { get; init; } = "LivePerformer";

    /// <summary>The MIDI source to listen to: a port's whole name, or part of it; null to be connected by others.</summary>
    public string? Input { get; init; }

    /// <summary>The MIDI destination to play to: a port's whole name, or part of it; null to be connected by others.</summary>
    public string? Output { get; init; }

    /// <summary>Connect the sound with the first two physical outputs, if there are any.</summary>
    public bool ConnectAudio { get; init; } = true;

    /// <summary>The server's name, where several run; null for the usual one.</summary>
    public string? Server { get; init; }

    /// <summary>In which form the callback runs.</summary>
    public CallbackChoice Callback { get; init; }

    /// <summary>The library for the native form.</summary>
    public string Library { get; init; } = NativeCallback.DefaultPath;

    /// <summary>For measurements: gives JACK another function and argument, which call the callback in its place.</summary>
    internal Func<JackCallback, JackMemory, (nint Process, nint Argument)>? Door { get; init; }
}
