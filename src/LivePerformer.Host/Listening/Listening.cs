using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>The microphone of a performance: who finds the notes in its sound, and what people are told of it.</summary>
/// <remarks>Control thread. Dispose after the device has stopped, and before the stage is gone.</remarks>
internal sealed class Listening : IDisposable
{
    /// <summary>The same is not told again sooner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IAudioDevice device;
    private readonly IDisposable model;
    private ListenerThread? thread;
    private TimeSpan clipped = -Patience, missed = -Patience, stumbled = -Patience;
    private long clips, gaps, stumbles;
    private bool isDeaf, isDisposed;
    private string? fault;

    private Listening(Listener listener, IAudioDevice device, IDisposable model, string name, bool isCalibrated)
    {
        Listener = listener;
        this.device = device;
        this.model = model;
        Name = name;
        IsCalibrated = isCalibrated;
    }

    public Listener Listener { get; }

    public ListenerMeters Meters => Listener.Meters;

    /// <summary>Of the transcriber.</summary>
    public string Name { get; }

    /// <summary>Level, noise and tuning were measured.</summary>
    public bool IsCalibrated { get; }

    /// <summary>Null where the programme listens to no microphone.</summary>
    /// <param name="hearsUs">Whether what sounds through us may reach the microphone.</param>
    /// <exception cref="LivePerformerException">The transcriber or the profile is absent or broken.</exception>
    public static Listening? Open(Installation home, Programme programme, Stage stage, IAudioDevice device, Transcribers.Maker detectors, bool hearsUs = true)
    {
        if (programme.Microphone is not { } microphone) return null;

        (MicrophoneProfile? profile, float[] forte) = ProfileOf(programme, device.SampleRate);
        Transcribers.Loaded loaded = detectors(home, microphone.Model);
        try
        {
            var listener = new Listener(stage, device.SampleRate, programme.MicrophoneInput, loaded.Detect, profile ?? MicrophoneProfile.None, hearsUs && microphone.HidesOwnSound, forte);
            return new Listening(listener, device, loaded.Model, loaded.Name, profile is not null);
        }
        catch
        {
            loaded.Model.Dispose();
            throw;
        }
    }

    /// <summary>From now on notes are found as the sound comes.</summary>
    public void Start() => thread = new ListenerThread(Listener);

    /// <summary>Whatever people should know.</summary>
    public void Watch(Commentary commentary)
    {
        TimeSpan now = device.Clock.Now.SinceStart;
        ListenerMeters meters = Meters;
        if (Grew(meters.Clips, ref clips, ref clipped, now)) commentary.Complain("the microphone clips: turn its gain down");
        if (Grew(meters.Gaps, ref gaps, ref missed, now)) commentary.Remark($"the microphone missed {TimePoint.FromFrame(meters.Missed, device.SampleRate).SinceStart.TotalMilliseconds:0} ms so far: its time goes on as if they were silence");
        if (Grew(meters.Stumbles, ref stumbles, ref stumbled, now)) commentary.Complain($"the transcriber failed ({meters.Reason}); what you held was ended, and it begins anew");
        if (meters.IsDeaf != isDeaf)
        {
            isDeaf = meters.IsDeaf;
            commentary.Remark(isDeaf ? "nothing at all comes from the microphone: is it connected, and switched on? What you held was ended" : "the microphone is heard again");
        }

        if (meters.Fault != fault && (fault = meters.Fault) is not null) commentary.Complain(fault);
    }

    public void Dispose()
    {
        if (isDisposed) return;

        isDisposed = true;
        thread?.Dispose();
        Listener.Dispose();
        model.Dispose();
    }

    /// <summary>What calibrate measured of the microphone, which lies in the file of the latencies, and the piano at its loudest beside it.</summary>
    private static (MicrophoneProfile? Profile, float[] Forte) ProfileOf(Programme programme, int sampleRate)
    {
        foreach (string path in programme.Items.Where(item => item.Preset.Microphone.On).Select(item => item.Preset.Time.Latency).OfType<string>())
        {
            if (LatencyFile.ReadAll(path).Microphone is { } profile) return (profile, ForteOf(profile, path, sampleRate));
        }

        return (null, []);
    }

    private static float[] ForteOf(MicrophoneProfile profile, string path, int sampleRate)
    {
        if (profile.Forte is not { } name) return [];

        try
        {
            return SoundFile.ReadMono(Path.Combine(Path.GetDirectoryName(path) ?? "", name), sampleRate);
        }
        catch (SoundFileException fault)
        {
            throw new LivePerformerException($"{fault.Message} '{path}' names it: copy it there too, or calibrate again: LivePerformer calibrate --microphone --out {path}", fault);
        }
    }

    private static bool Grew(long count, ref long told, ref TimeSpan at, TimeSpan now)
    {
        if (count <= told || now - at < Patience) return false;

        (told, at) = (count, now);
        return true;
    }
}
