using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Engine;

/// <summary>Finds the notes in what the microphone hears, and hands them to the callback as messages of an input of their own,
/// stamped with the frames at which they sounded.</summary>
/// <remarks>
/// One thread, the listener's, but for what says otherwise. Frames that were missed are silence to the detector, so that its
/// time stays the device's. When the microphone says nothing at all, when it is gone, and when the detector fails, all that
/// was struck comes up.
/// </remarks>
public sealed class Listener : INotesTold, IDisposable
{
    private const long Up = -1;
    private const byte PedalDown = 127, PedalUp = 0;
    private const int MostFaults = 5;
    private const int Piece = 1024;             // samples of silence at once

    /// <summary>More than this is not bridged: the detector begins anew.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    /// <summary>So much exact nothing is no rest.</summary>
    private static readonly TimeSpan Deaf = TimeSpan.FromMilliseconds(250);

    /// <summary>Faults of the detector within this are no accident.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Stage stage;
    private readonly int sampleRate;
    private readonly byte port;
    private readonly INoteDetector detector;
    private readonly InputChain chain;
    private readonly OwnSoundMask? mask;
    private readonly long[] struck = new long[Pitch.Count];     // as the callback was told: when a key went down, or that it is up
    private readonly float[] sound = new float[Math.Max(Piece, MicrophoneSound.Most)];
    private readonly Queue<long> faults = new(MostFaults);
    private readonly ListenerMeters meters = new();
    private bool begun, pedal, isLost;
    private long origin;            // the frame of the detector's first sample
    private long next;              // the frame that comes next

    /// <param name="sampleRate">The device's.</param>
    /// <param name="port">The number of the input on which the callback shall have it.</param>
    /// <param name="detect">Makes the detector for a sample rate: the device's, or one by which the piano is in tune.</param>
    /// <param name="hearsUs">Whether what sounds through us may reach the microphone.</param>
    /// <param name="forte">The piano at its loudest, as it comes from the microphone, if that was recorded.</param>
    public Listener(Stage stage, int sampleRate, byte port, Func<int, INoteDetector> detect, MicrophoneProfile profile, bool hearsUs = true, ReadOnlySpan<float> forte = default)
    {
        this.stage = stage;
        this.sampleRate = sampleRate;
        this.port = port;
        int rate = profile.TunedRate(sampleRate);
        detector = detect(rate);
        if (detector.SampleRate != rate) throw new LivePerformerException($"The detector hears {detector.SampleRate} samples a second, but {rate} come. Use the model of this build.");

        if (!forte.IsEmpty)
        {
            float[] asHeard = forte.ToArray();
            new InputChain(sampleRate, profile).Process(asHeard);
            detector.Prime(asHeard);
        }

        chain = new InputChain(sampleRate, profile);
        if (hearsUs) mask = OwnSoundMask.Of(profile, sampleRate);
        Array.Fill(struck, Up);
    }

    /// <remarks>Any thread.</remarks>
    public ListenerMeters Meters => meters;

    /// <summary>From a note's sound to the sample after which it is told, at most.</summary>
    public TimeSpan Delay => detector.Delay;

    /// <summary>Hears all that waits.</summary>
    /// <returns>False where nothing waited.</returns>
    public bool Step()
    {
        bool any = false;
        while (stage.Sound.TryRead(out MicrophoneSound heard))
        {
            any = true;
            LearnOurs();
            if (meters.Fault is null) Hear(heard.Frame, heard.Samples);
        }

        return any;
    }

    /// <summary>Nothing has come for a long time, or will come any more: what was struck comes up.</summary>
    public void LetGo()
    {
        try
        {
            if (meters.Fault is null && begun) detector.Finish(this);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }

        Release();
        begun = false;
        detector.Reset();
    }

    /// <summary>Lets go of the detector.</summary>
    /// <remarks>Control thread, when nobody listens any more.</remarks>
    public void Dispose() => (detector as IDisposable)?.Dispose();

    void INotesTold.Note(NoteEvent note)
    {
        long frame = FrameOf(note.Time);
        byte pitch = note.Pitch.Number;
        if (!note.IsOn)
        {
            LiftKey(note.Pitch, frame);
            return;
        }

        if (mask?.IsOurs(frame, pitch, note.Velocity) == true)
        {
            meters.CountMasked();
            return;
        }

        LiftKey(note.Pitch, frame);     // where it is struck again before it came up
        struck[pitch] = frame;
        Tell(frame, MidiMessage.NoteOn(0, note.Pitch, note.Velocity));
        meters.CountNote(next - frame);
    }

    void INotesTold.Pedal(TimePoint time, bool isDown)
    {
        if (pedal == isDown) return;

        pedal = isDown;
        Tell(FrameOf(time), MidiMessage.Control(0, ControlChange.Sustain, isDown ? PedalDown : PedalUp));
    }

    private void Hear(long frame, ReadOnlySpan<float> samples)
    {
        long began = Stopwatch.GetTimestamp();
        Follow(frame);
        Span<float> heard = sound.AsSpan(0, samples.Length);
        samples.CopyTo(heard);
        next = frame + samples.Length;
        chain.Process(heard);
        Detect(heard);
        Watch();
        meters.Heard(samples.Length, Stopwatch.GetTimestamp() - began, chain, next);
    }

    /// <summary>Where frames were missed, nothing was heard.</summary>
    private void Follow(long frame)
    {
        long missed = frame - next;
        if (begun && missed == 0) return;

        if (begun) meters.CountGap(Math.Max(0, missed));
        if (begun && missed > 0 && missed <= (long)(LongestGap.TotalSeconds * sampleRate))
        {
            while (missed > 0 && begun)
            {
                int part = (int)Math.Min(missed, Piece);
                sound.AsSpan(0, part).Clear();
                next += part;
                missed -= part;
                Detect(sound.AsSpan(0, part));
            }

            if (begun) return;
        }

        if (begun) LetGo();
        (begun, origin, next) = (true, frame, frame);
    }

    private void Detect(ReadOnlySpan<float> heard)
    {
        try
        {
            detector.Hear(heard, this);
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    /// <summary>It begins anew, unless it fails again and again.</summary>
    private void Fail(Exception fault)
    {
        Release();
        begun = false;
        while (faults.TryPeek(out long first) && next - first > (long)(Window.TotalSeconds * sampleRate)) faults.Dequeue();
        faults.Enqueue(next);
        string why = fault.Message.ReplaceLineEndings(" ").TrimEnd('.');
        if (faults.Count >= MostFaults) meters.Fail($"The transcriber failed again and again ({why}), and the microphone is listened to no more. Try another model, or play on a MIDI keyboard.");
        else meters.Stumble(why);
        detector.Reset();
    }

    /// <summary>A microphone that says nothing at all is none.</summary>
    private void Watch()
    {
        bool nothing = chain.Nothing >= (long)(Deaf.TotalSeconds * sampleRate);
        if (nothing && !isLost) Release();
        isLost = nothing;
        meters.IsDeaf = nothing;
    }

    private void LearnOurs()
    {
        while (stage.Sounding.TryRead(out HeardEvent ours)) mask?.Strike(ours.Frame, ours.Message.Data1, ours.Message.Data2);
    }

    /// <summary>What was struck comes up now.</summary>
    private void Release()
    {
        for (int pitch = 0; pitch < Pitch.Count; pitch++) LiftKey(new Pitch(pitch), next);
        if (pedal) Tell(next, MidiMessage.Control(0, ControlChange.Sustain, PedalUp));
        pedal = false;
    }

    private void LiftKey(Pitch pitch, long frame)
    {
        ref long down = ref struck[pitch.Number];
        if (down == Up) return;

        Tell(Math.Max(frame, down), MidiMessage.NoteOff(0, pitch));
        down = Up;
    }

    private void Tell(long frame, MidiMessage message)
    {
        if (!stage.Transcribed.TryWrite(new(frame, message, port))) meters.CountLost();
    }

    private long FrameOf(TimePoint time) => Math.Clamp(origin + time.ToFrame(detector.SampleRate), origin, next);
}
