using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Host.Commands;
using LivePerformer.RealTime;

namespace LivePerformer.Host;

/// <summary>Waits on an input for the control that the musician touches.</summary>
internal static class ControlLearner
{
    /// <summary>First of all the controls that speak by themselves are listened to, for they are not what is touched.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(10);

    /// <exception cref="LivePerformerException">Nothing was touched, or there is nothing to listen to.</exception>
    public static void Learn(Controls controls, Lesson lesson, string? input, TimeSpan patience)
    {
        input ??= OnlySource();
        using var stop = new StopSignal();
        using var stage = new Stage();
        stage.Settings = stage.Settings with { HumanThru = false, HumanSounds = false };
        using var device = new JackDevice(new JackOptions { ClientName = "LivePerformer-learn", Input = input, ConnectAudio = false, Callback = CallbackChoice.Managed });
        ControlsCommand.Tell(controls);
        bool done = false;
        controls.Changed += _ => done = true;
        controls.Refused = (sign, reason) => Console.WriteLine($"Not {SignWords.Of(sign)}: {reason}");
        device.Start(new StageProcessor(stage));
        Listen(controls, stage, device, stop, Quiet, () => false);
        if (!controls.Learn(lesson)) throw new LivePerformerException($"No control can be bound to '{CommandWords.Of(lesson)}'.");

        Console.WriteLine($"Touch the control for '{CommandWords.Of(lesson)}' on {input ?? $"what you connect with {device.KeysPort}"}. Ctrl-C stops.");
        Listen(controls, stage, device, stop, patience, () => done);
        if (!done) throw new LivePerformerException($"Nothing was touched on {input ?? device.KeysPort}, so nothing was bound. See what there is with 'LivePerformer devices', name it with --input, and allow more time with --seconds.");
    }

    private static void Listen(Controls controls, Stage stage, JackDevice device, StopSignal stop, TimeSpan patience, Func<bool> done)
    {
        for (long began = Stopwatch.GetTimestamp(); !done() && Stopwatch.GetElapsedTime(began) < patience;)
        {
            if (stop.Wait(Round)) throw new LivePerformerException("Stopped; nothing was bound.");
            if (device.Fault is DeviceFault fault) throw new LivePerformerException($"The device '{device.Name}' was lost ({fault}). Start it again, then learn again.");
            while (!done() && stage.Heard.TryRead(out HeardEvent heard)) controls.Hear(heard, out _);
        }
    }

    /// <summary>The only keyboard there is; null where somebody has to choose.</summary>
    private static string? OnlySource()
    {
        JackPort[] sources = [.. JackPorts.List().MidiSources.Where(port => !port.Name.StartsWith("LivePerformer", StringComparison.Ordinal))];
        return sources.Length == 1 ? sources[0].Name : null;
    }
}
