using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;
using LivePerformer.RealTime;
using Preset = LivePerformer.Engine.Preset;

namespace LivePerformer.Host;

/// <summary>Everything that plays together under one preset, put together for one device.</summary>
/// <remarks>Construction and disposal on the control thread, disposal after the device and the performer have stopped.</remarks>
internal sealed class Ensemble : IDisposable
{
    private readonly List<ModelFolder> models = [];
    private readonly List<Improviser> seconds = [];
    private readonly MarkovImproviser markov;
    private readonly IAudioDevice device;
    private readonly StageProcessor? processor;     // null where the device makes its own

    /// <exception cref="LivePerformerException">The preset asks for a model or a piano that is absent or broken.</exception>
    private Ensemble(Installation home, Preset preset, IAudioDevice device, ulong seed, IClock work, ISeat? seat, SpscRing<TakeEntry>? written, bool keepsTake)
    {
        LatencyProfile latency = preset.Time.Latency is string profile ? LatencyFile.Read(profile) : LatencyProfile.None;
        this.device = device;
        Stage = new Stage { Settings = SettingsOf(preset) };
        var setup = new StageSetup(Stage) { Piano = home.Piano(preset.Sound.Piano), Sign = CueSignOf(preset.Cue), SparesHeldKeys = true, Tap = TapSignOf(preset.Time.Tap) };
        if (device is JackDevice jack)
            jack.Load(setup);
        else
            processor = setup.Build(device.SampleRate);

        ImproviserOptions options = Play(preset, seed);
        try
        {
            foreach (string name in (string[])[preset.Model, .. preset.Fallback ?? []])
                models.Add(ModelFolder.Load(Path.Combine(home.Models, name)));
        }
        catch
        {
            models.ForEach(model => model.Dispose());
            throw;
        }

        Improviser = new Improviser(models[0], options);
        seconds.AddRange(models.Skip(1).Select(model => new Improviser(model, options)));

        seat ??= new StageSeat(Stage, device.Clock);
        if (written is not null)
        {
            seat = Witness = new WitnessSeat(seat, written, () => Players!.Author);
            work = Witness.Watch(work);
        }

        markov = new MarkovImproviser(options.Limits, seed, options.Steering);
        Players = new FallbackImproviser([Improviser, .. seconds, markov], work);
        Take = new Take(device.SampleRate, keepsTake);
        var scheduler = new Scheduler(seat, device.SampleRate, latency);
        Conductor = Conduct(preset.Time, scheduler);
        Performer = new Performer(
            seat,
            Turns(preset),
            Players,
            scheduler,
            Take,
            device.SampleRate,
            TimeSpan.FromMilliseconds(preset.Answer.PlanMs),
            TimeSpan.FromSeconds(preset.Answer.LongestSeconds),
            preset.Role == Role.Answer ? null : TimeSpan.FromMilliseconds(preset.Together.ReplanMs),
            Conductor);
    }

    public ModelManifest Model => models[0].Manifest;

    /// <summary>The networks, by the folders in which they lie.</summary>
    public IReadOnlyList<TakeModel> Models => [.. models.Select(model => new TakeModel(Path.GetFileName(model.Path), model.Manifest.Sha256))];

    /// <summary>The network that the preset names first.</summary>
    public Improviser Improviser { get; }

    /// <summary>It, and whoever takes over from it.</summary>
    public FallbackImproviser Players { get; }

    public Stage Stage { get; }
    public Take Take { get; }
    public Performer Performer { get; }

    /// <summary>Writes down what happens; null where no take is kept.</summary>
    public WitnessSeat? Witness { get; }

    /// <summary>Keeps the time; null where the preset leaves it free.</summary>
    public Conductor? Conductor { get; }

    /// <summary>Where everybody's music may go, from the next token on.</summary>
    /// <remarks>Any thread.</remarks>
    /// <exception cref="ModelException">It makes no sense.</exception>
    public Steering Steering
    {
        get => markov.Steering;
        set
        {
            markov.Steering = value;        // refuses what makes no sense, before anyone else hears of it
            Improviser.Steering = value;
            foreach (Improviser second in seconds) second.Steering = value;
        }
    }

    /// <summary>From here on the device plays it.</summary>
    /// <exception cref="DeviceException">The device cannot start.</exception>
    public void Start()
    {
        if (processor is not null)
            device.Start(processor);
        else
            ((JackDevice)device).Start();
    }

    /// <param name="work">Measures who keeps up: see <see cref="FallbackImproviser"/>.</param>
    /// <param name="written">Where all that happens is written down; null: nowhere.</param>
    /// <param name="keepsTake">Whether the messages stay in memory.</param>
    /// <exception cref="LivePerformerException">The preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Create(
        Installation home, Preset preset, IAudioDevice device, ulong seed, IClock work, SpscRing<TakeEntry>? written = null, bool keepsTake = true) =>
        new(home, preset, device, seed, work, seat: null, written, keepsTake);

    /// <summary>An ensemble that plays a take again.</summary>
    /// <exception cref="LivePerformerException">The preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Replay(Installation home, Preset preset, IAudioDevice device, ulong seed, ReplaySeat seat) =>
        new(home, preset, device, seed, seat.Work(), seat, written: null, keepsTake: false);

    public void Dispose()
    {
        Performer.Dispose();
        Improviser.Dispose();
        seconds.ForEach(second => second.Dispose());
        models.ForEach(model => model.Dispose());
        Stage.Dispose();
    }

    private static ImproviserOptions Play(Preset preset, ulong seed) => new()
    {
        Together = preset.Role != Role.Answer,
        Sampling = new SamplerOptions(preset.Sampling.Temperature, preset.Sampling.TopP, seed),
        Steering = Steer(preset),
        Limits = new PlayLimits
        {
            Lowest = new Pitch(0),
            Highest = new Pitch(127),
            Polyphony = 64,
            FirstRest = preset.Time.Entry == Entry.Free ? TimeSpan.FromMilliseconds(preset.Answer.FirstNoteWithinMs) : TimeSpan.Zero,
            LongestRest = TimeSpan.FromMilliseconds(preset.Answer.LongestRestMs),
        },
    };

    private static Steering Steer(Preset preset) => new()
    {
        Scale = PitchClasses.Of(preset.Steering.Scale, preset.Steering.Tonic),
        Chord = PitchClasses.TryParse(preset.Steering.Chord, out PitchClasses chord) ? chord : PitchClasses.None,
        FollowChord = preset.Steering.FollowChord,
        Lowest = new Pitch(preset.Answer.LowestKey),
        Highest = new Pitch(preset.Answer.HighestKey),
        Polyphony = preset.Answer.Polyphony,
        NotesPerSecond = preset.Steering.NotesPerSecond > 0 ? preset.Steering.NotesPerSecond : null,
        Louder = preset.Steering.FollowLoudness ? preset.Steering.Louder : null,
        RepetitionGuard = (float)preset.Sampling.RepetitionGuard,
    };

    internal static StageSettings SettingsOf(Preset preset) => new()
    {
        Gain = (float)Math.Pow(10, preset.Sound.GainDb / 20),
        AiChannel = (byte)(preset.Midi.AiChannel - 1),
        HumanThru = preset.Midi.Thru,
        HumanSounds = preset.Sound.Human,
        AiSounds = preset.Sound.Ai,
    };

    internal static CueSign CueSignOf(CueSettings cue) => cue.Kind switch
    {
        CueKind.Pedal => CueSign.Pedal((byte)cue.Controller),
        CueKind.Key => CueSign.Key(new Pitch(cue.Key)),
        _ => CueSign.None,
    };

    internal static CueSign TapSignOf(TapSettings tap) => tap.Kind switch
    {
        TapKind.Pedal => CueSign.Pedal((byte)tap.Controller),
        TapKind.Key => CueSign.Key(new Pitch(tap.Key)),
        _ => CueSign.None,
    };

    private static Conductor? Conduct(TimeSettings time, Scheduler scheduler)
    {
        if (time.Bpm == 0 && time.Tap.Kind == TapKind.None && !time.FollowClock && !time.FollowPlaying) return null;

        MetronomeSettings clicks = time.Metronome;
        bool clicking = clicks.Sound || clicks.Midi;
        var options = new ConductorOptions
        {
            Bpm = time.Bpm > 0 ? time.Bpm : null,
            BeatsPerBar = time.BeatsPerBar,
            CountIn = clicking ? clicks.CountIn : 0,
            FollowClock = time.FollowClock,
            FollowPlaying = time.FollowPlaying,
            Tap = time.Tap.Kind switch
            {
                TapKind.Pedal => Sign.Pedal((byte)time.Tap.Controller),
                TapKind.Key => Sign.Key(new Pitch(time.Tap.Key)),
                _ => null,
            },
            Entry = time.Entry,
        };
        return new Conductor(
            options,
            time.SendClock ? new ClockOutput(scheduler) : null,
            clicking ? new Metronome(scheduler, new MetronomeOptions(clicks.Sound, clicks.Midi ? clicks.Channel - 1 : null, (byte)clicks.Volume, clicks.GoesOn)) : null);
    }

    private static ITurnTaking Turns(Preset preset)
    {
        CueSettings cue = preset.Cue;
        if (preset.Role == Role.Duet)
            return new DuetTurns(TimeSpan.FromMilliseconds(preset.Together.FallSilentMs), SignOf(cue), TimeSpan.FromMilliseconds(preset.Together.ListenMs));

        bool keysStop = preset.Role == Role.Answer || preset.Together.KeysStop;
        return cue.Kind switch
        {
            CueKind.Pedal => new PedalCue((byte)cue.Controller, keysStop),
            CueKind.Key => new KeyCue(new Pitch(cue.Key), keysStop),
            _ => new SilenceCue(TimeSpan.FromMilliseconds(cue.SilenceMs), TimeSpan.FromMilliseconds(cue.HeldMs), keysStop),
        };
    }

    private static Sign? SignOf(CueSettings cue) => cue.Kind switch
    {
        CueKind.Pedal => Sign.Pedal((byte)cue.Controller),
        CueKind.Key => Sign.Key(new Pitch(cue.Key)),
        _ => null,
    };
}
