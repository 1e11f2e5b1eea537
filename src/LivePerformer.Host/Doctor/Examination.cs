using System.Runtime.InteropServices;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Synth;

namespace LivePerformer.Host;

/// <summary>Looks at everything that the line of a note needs on this machine.</summary>
internal static class Examination
{
    public static IEnumerable<Finding> Run()
    {
        yield return new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}");

        (Installation? home, Finding place) = Place();
        yield return place;
        if (home is not null)
        {
            foreach (Finding finding in Pianos(home)) yield return finding;
            foreach (Finding finding in Models(home)) yield return finding;
            foreach (Finding finding in Ears(home)) yield return finding;
            foreach (Finding finding in Presets(home)) yield return finding;
            foreach (string path in SetListFile.In(home.PresetFolders))
            {
                yield return Try($"set list {SetListFile.NameOf(path)}", false, () => $"{Programme.Read(path, home).Items.Count} items");
            }
        }

        yield return Try("controls", false, () =>
        {
            ControlsPlace place = ControlsPlace.Of(null);
            return $"{place.Load().Count} bound ({place.Path})";
        });

        yield return Jack();
        yield return Callback();
        yield return Collector();
        yield return Priority();
        yield return Scratch();
    }

    private static (Installation?, Finding) Place()
    {
        try
        {
            Installation home = Installation.Find();
            return (home, new("presets and models", home.Root));
        }
        catch (LivePerformerException fault)
        {
            return (null, new("presets and models", "not found", fault.Message, IsNeeded: true));
        }
    }

    private static IEnumerable<Finding> Pianos(Installation home)
    {
        string[] files = Directory.Exists(home.Pianos) ? Directory.GetFiles(home.Pianos, "*.sf2") : [];
        if (files.Length == 0) yield return new("piano", "none", $"Put a SoundFont (.sf2) into {home.Pianos}.", IsNeeded: true);
        foreach (string file in files)
        {
            yield return Try($"piano {Path.GetFileNameWithoutExtension(file)}", true, () =>
            {
                using SoundFont font = SoundFont.Load(file);
                return $"{font.Presets.Length} presets";
            });
        }
    }

    private static IEnumerable<Finding> Models(Installation home)
    {
        IReadOnlyList<string> names = ModelFolder.List(home.Models);
        if (names.Count == 0) yield return new("model", "none", "Train one: LivePerformer.Trainer train, then export.", IsNeeded: true);
        foreach (string name in names)
        {
            yield return Try($"model {name}", true, () =>
            {
                using ModelFolder model = ModelFolder.Load(Path.Combine(home.Models, name));
                return $"{model.Manifest.Kind}, {model.Manifest.Layers} x {model.Manifest.Hidden}, opens in ONNX Runtime";
            });
        }
    }

    private static IEnumerable<Finding> Ears(Installation home)
    {
        IReadOnlyList<string> names = TranscriberFolder.List(home.Models);
        if (names.Count == 0) yield return new("transcriber", "none, so that no acoustic piano can be heard", "Train one: LivePerformer.Trainer train, then export.");
        foreach (string name in names)
        {
            yield return Try($"transcriber {name}", false, () =>
            {
                using TranscriberFolder ear = TranscriberFolder.Load(Path.Combine(home.Models, name));
                return $"tells a note at most {ear.Manifest.DelayMilliseconds:0} ms after it sounded, opens in ONNX Runtime";
            });
        }
    }

    private static IEnumerable<Finding> Presets(Installation home)
    {
        foreach (var (path, preset, fault) in PresetFile.List(home.PresetFolders))
        {
            string name = $"preset {Path.GetFileNameWithoutExtension(path)}";
            if (preset is null)
                yield return new(name, "broken", fault);
            else if (!Directory.Exists(Path.Combine(home.Models, preset.Model)))
                yield return new(name, "asks for a model that is absent", $"Change \"model\" in {path}, or export a model of the name '{preset.Model}'.", IsNeeded: preset.Name == Commands.Shared.DefaultPreset);
            else
                yield return new(name, $"model {preset.Model}");
        }
    }

    private static Finding Jack()
    {
        try
        {
            JackPorts ports = JackPorts.List();
            return new("JACK or PipeWire", $"answers: {ports.MidiSources.Count} MIDI inputs, {ports.MidiSinks.Count} MIDI outputs, {ports.AudioSinks.Count} audio outputs, {ports.AudioSources.Count} audio inputs");
        }
        catch (DeviceException fault)
        {
            return new("JACK or PipeWire", "does not answer, so there are no keys and no sound in real time", fault.Message);
        }
    }

    private static Finding Callback()
    {
        if (!OperatingSystem.IsLinux()) return new("audio callback", "runs in process");
        try
        {
            return new("audio callback", $"a library with a runtime of its own ({NativeCallback.Load(NativeCallback.DefaultPath).Path})");
        }
        catch (LivePerformerException fault)
        {
            return new("audio callback", "runs in process, where the collector may delay it", fault.Message);
        }
    }

    private static Finding Collector()
    {
        bool concurrent = AppContext.TryGetSwitch("System.GC.Concurrent", out bool on) && on;
        if (concurrent) return new("garbage collector", "concurrent", "Unset DOTNET_gcConcurrent: background collections delay a callback in process.");

        return new("garbage collector", "not concurrent");
    }

    /// <summary>Tried on a thread that ends with the question.</summary>
    private static Finding Priority()
    {
        if (!OperatingSystem.IsLinux()) return new("priority of the model", "above normal");

        bool allowed = false;
        var trial = new Thread(() => allowed = RealTimePriority.TryTake()) { Name = "priority trial" };
        trial.Start();
        trial.Join();
        return allowed
            ? new("priority of the model", "real-time, behind the sound server")
            : new("priority of the model", "ordinary: other programs may make it late", "Allow real-time priority: join the group 'audio' or 'pipewire' whose rtprio /etc/security/limits.d grants, and log in anew.");
    }

    private static Finding Scratch() => Try("folder for temporary files", false, () =>
    {
        string folder = Path.GetTempPath();
        OutputFile.CheckWritable(Path.Combine(folder, $"liveperformer-{Environment.ProcessId}"));
        return folder;
    });

    private static Finding Try(string what, bool isNeeded, Func<string> look)
    {
        try
        {
            return new(what, look());
        }
        catch (LivePerformerException fault)
        {
            return new(what, "broken", fault.Message, isNeeded);
        }
    }
}
