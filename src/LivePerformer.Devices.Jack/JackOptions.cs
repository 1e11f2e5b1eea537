using LivePerformer.Core;
using LivePerformer.RealTime;

namespace LivePerformer.Devices.Jack;

/// <summary>How to appear among JACK's clients, and what to be connected with.</summary>
public sealed record JackOptions
{
    public string ClientName { get; init; } = "LivePerformer";

    /// <summary>Our MIDI inputs, by their numbers.</summary>
    public IReadOnlyList<PortPlan> Inputs { get; init; } = [new("keys", [])];

    /// <summary>Our MIDI outputs, by their numbers.</summary>
    public IReadOnlyList<PortPlan> Outputs { get; init; } = [new("out", [])];

    /// <summary>With what the port for a microphone is connected, parts of names as in <see cref="PortPlan"/>, and several are
    /// mixed; empty: with the first physical source. Null: there is no such port.</summary>
    public IReadOnlyList<string>? Microphone { get; init; }

    /// <summary>The MIDI source for the first input, which must be there at the start: a port's whole name, or part of it.</summary>
    public string? Input { get; init; }

    /// <summary>Likewise the MIDI destination of the first output.</summary>
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

    /// <exception cref="LivePerformerException">The ports cannot be had as they are planned.</exception>
    internal void Check()
    {
        if (Inputs.Count is 0 or > JackPortRow.Most || Outputs.Count is 0 or > JackPortRow.Most)
            throw new LivePerformerException($"There are {Inputs.Count} MIDI inputs and {Outputs.Count} outputs. Plan 1 to {JackPortRow.Most} of each.");

        string[] names = [.. Inputs.Concat(Outputs).Select(plan => plan.Name), JackPorts.Left, JackPorts.Right, JackPorts.Microphone];
        if (names.FirstOrDefault(name => string.IsNullOrWhiteSpace(name) || name.Contains(':', StringComparison.Ordinal)) is { } bad)
            throw new LivePerformerException($"A port cannot be called '{bad}'. Give it a name without a colon.");
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new LivePerformerException($"Two of our ports are called '{twice.Key}'. Give each a name of its own.");
        if (Microphone?.Any(string.IsNullOrWhiteSpace) == true)
            throw new LivePerformerException("The microphone is to be connected with ''. Name part of a port, or leave it out.");
        if (Inputs.Concat(Outputs).FirstOrDefault(plan => plan.Connect.Any(string.IsNullOrWhiteSpace)) is { } vague)
            throw new LivePerformerException($"The port '{vague.Name}' is to be connected with ''. Name part of a port, or leave it out.");
    }
}
