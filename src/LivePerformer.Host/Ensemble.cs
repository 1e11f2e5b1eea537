using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.RealTime;
using LivePerformer.Synth;
using Preset = LivePerformer.Engine.Preset;

namespace LivePerformer.Host;

/// <summary>Everything that plays together under one preset, put together for one device.</summary>
/// <remarks>Construction and disposal on the control thread, disposal after the device and the performer have stopped.</remarks>
internal sealed class Ensemble : IDisposable
{
    private readonly ModelFolder model;

    private Ensemble(ModelFolder model, Improviser improviser, Stage stage, StageProcessor processor, Take take, Performer performer)
    {
        this.model = model;
        Improviser = improviser;
        Stage = stage;
        Processor = processor;
        Take = take;
        Performer = performer;
    }

    public ModelManifest Model => model.Manifest;
    public Improviser Improviser { get; }
    public Stage Stage { get; }
    public StageProcessor Processor { get; }
    public Take Take { get; }
    public Performer Performer { get; }

    /// <exception cref="LivePerformerException">The preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Create(Installation home, Preset preset, IAudioDevice device, ulong seed)
    {
        var piano = new Synthesizer(SoundFont.Load(home.Piano(preset.Sound.Piano)), device.SampleRate);
        ModelFolder model = ModelFolder.Load(Path.Combine(home.Models, preset.Model));
        var improviser = new Improviser(model, Play(preset, seed));
        var stage = new Stage
        {
            Settings = new StageSettings
            {
                Gain = (float)Math.Pow(10, preset.Sound.GainDb / 20),
                AiChannel = (byte)(preset.Midi.AiChannel - 1),
                HumanThru = preset.Midi.Thru,
                HumanSounds = preset.Sound.Human,
                AiSounds = preset.Sound.Ai,
            },
        };
        var take = new Take(device.SampleRate);
        var performer = new Performer(
            stage,
            Turns(preset.Cue),
            improviser,
            new Scheduler(stage.Due, device.SampleRate, LatencyProfile.None),
            take,
            device.Clock,
            device.SampleRate,
            TimeSpan.FromMilliseconds(preset.Answer.PlanMs),
            TimeSpan.FromSeconds(preset.Answer.LongestSeconds));
        return new Ensemble(model, improviser, stage, new StageProcessor(stage, piano, sign: Sign(preset.Cue)), take, performer);
    }

    public void Dispose()
    {
        Performer.Dispose();
        Improviser.Dispose();
        model.Dispose();
        Stage.Dispose();
    }

    private static ImproviserOptions Play(Preset preset, ulong seed) => new()
    {
        Sampling = new SamplerOptions(preset.Sampling.Temperature, preset.Sampling.TopP, seed),
        RepetitionGuard = (float)preset.Sampling.RepetitionGuard,
        Limits = new PlayLimits
        {
            Lowest = new Pitch(preset.Answer.LowestKey),
            Highest = new Pitch(preset.Answer.HighestKey),
            Polyphony = preset.Answer.Polyphony,
            FirstRest = TimeSpan.FromMilliseconds(preset.Answer.FirstNoteWithinMs),
            LongestRest = TimeSpan.FromMilliseconds(preset.Answer.LongestRestMs),
        },
    };

    private static CueSign Sign(CueSettings cue) => cue.Kind switch
    {
        CueKind.Pedal => CueSign.Pedal((byte)cue.Controller),
        CueKind.Key => CueSign.Key(new Pitch(cue.Key)),
        _ => CueSign.None,
    };

    private static ITurnTaking Turns(CueSettings cue) => cue.Kind switch
    {
        CueKind.Pedal => new PedalCue((byte)cue.Controller),
        CueKind.Key => new KeyCue(new Pitch(cue.Key)),
        _ => new SilenceCue(TimeSpan.FromMilliseconds(cue.SilenceMs), TimeSpan.FromMilliseconds(cue.HeldMs)),
    };
}
