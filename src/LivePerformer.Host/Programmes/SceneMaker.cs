using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;
using LivePerformer.RealTime;
using Preset = LivePerformer.Engine.Preset;

namespace LivePerformer.Host;

/// <summary>Puts the items of a programme together, ready to play.</summary>
/// <remarks>One thread at a time; what it made is the performer's.</remarks>
/// <param name="work">Measures who keeps up: see <see cref="FallbackImproviser"/>.</param>
internal sealed class SceneMaker(Installation home, ModelShelf shelf, Programme programme, Scheduler scheduler, IClock work, PlayersLog log, ulong seed)
{
    /// <summary>From the prompt's last note to the beginning of the performance.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="number">Of the item: see <see cref="Programme.ItemAt"/>.</param>
    /// <param name="slot">Of the callback, in which its sounds lie.</param>
    /// <exception cref="LivePerformerException">The preset asks for a model that is absent or broken.</exception>
    public Cast Make(int number, int slot)
    {
        ProgrammeItem item = programme.ItemAt(number);
        Preset preset = item.Preset;
        ImproviserOptions options = Play(preset, seed);
        var models = new List<ModelFolder>();
        var networks = new List<Improviser>();
        try
        {
            foreach (string name in (string[])[preset.Model, .. preset.Fallback ?? []]) models.Add(shelf.Take(name));
            foreach (ModelFolder model in models) networks.Add(new Improviser(model, options));
        }
        catch
        {
            networks.ForEach(network => network.Dispose());
            models.ForEach(shelf.PutBack);
            throw;
        }

        var markov = new MarkovImproviser(options.Limits, seed, options.Steering);
        var players = new FallbackImproviser([.. networks, markov], work, log: log);
        if (item.Prompt is not null) Prime(players, item.Prompt, item.Name);
        var scene = new Scene(number, slot, Turns(preset), players)
        {
            VariantOf = Programme.VariantOf(number),
            Hears = programme.HeardInputs(preset),
            LookAhead = TimeSpan.FromMilliseconds(preset.Answer.PlanMs),
            LongestAnswer = TimeSpan.FromSeconds(preset.Answer.LongestSeconds),
            Replan = preset.Role == Role.Answer ? null : TimeSpan.FromMilliseconds(preset.Together.ReplanMs),
            Conductor = Conduct(preset.Time, scheduler),
            Latency = preset.Time.Latency is string profile ? LatencyFile.Read(profile) : LatencyProfile.None,
            FinishesWithin = preset.Switch.Leaves == Leaving.Phrase ? TimeSpan.FromMilliseconds(preset.Switch.WithinMs) : TimeSpan.Zero,
            Remembers = preset.Switch.Remembers && item.Prompt is null,
        };
        return new Cast(this, item, scene, networks, markov, models, shelf);
    }

    /// <summary>What the item asks of the callback.</summary>
    /// <exception cref="LivePerformerException">The piano is absent.</exception>
    public SlotSetup SetupOf(int number) => SetupOf(programme, number) with { Piano = home.Piano(programme.ItemAt(number).Preset.Sound.Piano) };

    /// <summary>The same without a sound.</summary>
    public static SlotSetup SetupOf(Programme programme, int number)
    {
        Preset preset = programme.ItemAt(number).Preset;
        return new SlotSetup
        {
            Sign = CueSignOf(preset.Cue),
            Tap = TapSignOf(preset.Time.Tap),
            SparesHeldKeys = true,
            AiOutput = programme.OutputOf(preset.Midi.AiOutput.Length > 0 ? preset.Midi.AiOutput : preset.Midi.OutputNames.First()),
            Routes = programme.RoutesOf(preset),
        };
    }

    /// <summary>The model has heard it, a moment before the performance begins.</summary>
    private static void Prime(FallbackImproviser players, byte[] prompt, string name)
    {
        TimedMessage[] messages = [.. HumanPart.Of(MidiFile.Read(new MemoryStream(prompt), name), name, _ => { })];
        if (messages.Length == 0) return;

        TimeSpan back = messages[^1].Time.SinceStart + Pause;
        var down = new bool[Pitch.Count];
        foreach (TimedMessage timed in messages)
        {
            MidiMessage message = timed.Message;
            TimePoint time = timed.Time - back;
            if (message.IsControlChange) players.Hear(new ControlChange(time, message.Data1, message.Data2));
            if (!message.IsNoteOn && !message.IsNoteOff) continue;

            down[message.Data1] = message.IsNoteOn;
            players.Hear(new NoteEvent(time, new Pitch(message.Data1), message.IsNoteOn ? message.Data2 : (byte)0));
        }

        TimePoint end = TimePoint.Zero - Pause;
        players.Hear(new ControlChange(end, ControlChange.Sustain, 0));
        for (int pitch = 0; pitch < Pitch.Count; pitch++)
        {
            if (down[pitch]) players.Hear(new NoteEvent(end, new Pitch(pitch), 0));
        }
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
            FirstRest = TimeSpan.FromMilliseconds(preset.Answer.FirstNoteWithinMs),
            LongestRest = TimeSpan.FromMilliseconds(preset.Answer.LongestRestMs),
        },
    };

    private static Steering Steer(Preset preset) => new()
    {
        Scale = preset.Steering.Scale,
        Tonic = preset.Steering.Tonic,
        Chord = PitchClasses.TryParse(preset.Steering.Chord, out PitchClasses chord) ? chord : PitchClasses.None,
        FollowChord = preset.Steering.FollowChord,
        AtOnce = preset.Time.Entry != Entry.Free,
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

    private static Conductor Conduct(TimeSettings time, Scheduler scheduler)
    {
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
            new Metronome(scheduler, new MetronomeOptions(clicks.Sound || !clicking, clicks.Midi ? clicks.Channel - 1 : null, (byte)clicks.Volume, clicking && clicks.GoesOn, CountsIn: clicking)));
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
