using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>Where all meters of a performance hang, for whoever wants to read them.</summary>
/// <remarks>Any thread reads. Dispose before the ensemble: what is read afterwards is the last reading.</remarks>
internal sealed class MeterBoard : IDisposable
{
    private const double FallPerSecond = 24;        // decibels

    private readonly Ensemble ensemble;
    private readonly IAudioDevice device;
    private readonly CollectorLog collector;
    private readonly TakeRecorder? recorder;
    private readonly ListenerMeters? listener;
    private readonly IDisposable turns;
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private volatile NoteSource turn = NoteSource.Human;
    private Reading last;
    private bool ended;
    private double peak;            // of the microphone, falling
    private TimeSpan peakAt;

    public MeterBoard(Ensemble ensemble, IAudioDevice device, CollectorLog collector, TakeRecorder? recorder, ListenerMeters? listener = null)
    {
        this.listener = listener;
        this.ensemble = ensemble;
        this.device = device;
        this.collector = collector;
        this.recorder = recorder;
        turns = ensemble.Turns.Subscribe(new Follower(this));
        last = ReadNow();
    }

    /// <summary>For the performer's thread.</summary>
    public RoundLog Rounds { get; } = new();

    /// <summary>Whose turn it is.</summary>
    public NoteSource Turn => turn;

    /// <summary>Who of the chain of improvisers plays.</summary>
    public string PlayerName => NameOf(ensemble.Cast);

    public Reading Read()
    {
        lock (gate) return ended ? last : last = ReadNow();
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (ended) return;

            last = ReadNow();
            ended = true;
        }

        turns.Dispose();
    }

    private Reading ReadNow()
    {
        Stage stage = ensemble.Stage;
        StageMeters meters = stage.Meters;
        Cast cast = ensemble.Cast;
        return new Reading
        {
            At = device.Clock.Now.SinceStart,
            Wall = Stopwatch.GetElapsedTime(began),
            Period = TimePoint.FromFrame(device.BlockFrames, device.SampleRate).SinceStart,
            SampleRate = device.SampleRate,
            Callback = meters.Callback,
            Lateness = meters.Lateness,
            Rounds = Rounds.Durations,
            Worked = Rounds.Worked,
            PlanTimes = ensemble.PlayersLog.PlanTimes,
            Planning = ensemble.PlayersLog.Planning,
            NotesPlanned = ensemble.PlayersLog.NotesPlanned,
            HumanNotes = ensemble.Take.HumanNotes,
            AiNotes = ensemble.Performer.Answers.Notes,
            LateNotes = meters.LateNotes,
            DroppedNotes = meters.DroppedNotes,
            StaleNotes = meters.StaleNotes + ensemble.Performer.Answers.Stale,
            DeviceXruns = device.Xruns,
            Xruns = meters.Xruns,
            Overflows = meters.Overflows + device.Overflows,
            Rings = Rings(stage),
            Collections = collector.Collections,
            Paused = collector.Paused,
            LongestPause = collector.Longest,
            Player = cast.Players.Playing,
            PlayerName = NameOf(cast),
            TakeOvers = ensemble.PlayersLog.TakeOvers,
            Turn = turn,
            Piece = ensemble.Programme.Items.Count == 1 ? "" : $"{Programme.PlaceOf(cast.Scene.Item) + 1} of {ensemble.Programme.Items.Count}, {cast.Item.Name}",
            Tempo = cast.Scene.Conductor?.Bpm ?? 0,
            Microphone = listener is null ? null : Hear(listener),
        };
    }

    private MicrophoneReading Hear(ListenerMeters meters)
    {
        TimeSpan now = Stopwatch.GetElapsedTime(began);
        peak = Math.Max(meters.TakePeak(), peak * MicrophoneProfile.Factor(-FallPerSecond * (now - peakAt).TotalSeconds));
        peakAt = now;
        return new()
        {
            PeakDb = MicrophoneProfile.Decibels(peak),
            IsDeaf = meters.IsDeaf,
            IsOpen = meters.IsOpen,
            IsBroken = meters.Fault is not null,
            Notes = meters.Notes,
            Masked = meters.Masked,
            Clips = meters.Clips,
            Missed = meters.Missed + ensemble.Stage.Meters.LostSound,
            Delays = ensemble.Stage.Meters.Lags,
            Worked = meters.Worked,
        };
    }

    private static string NameOf(Cast cast)
    {
        int player = cast.Players.Playing;
        IReadOnlyList<TakeModel> models = cast.Models;
        return player < models.Count ? models[player].Name : "Markov chain";
    }

    private RingFill[] Rings(Stage stage)
    {
        RingFill[] line =
        [
            new("heard", stage.Heard.Count, stage.Heard.Capacity),
            new("due", stage.Due.Count, stage.Due.Capacity),
            new("sent", stage.Sent.Count, stage.Sent.Capacity),
        ];
        if (listener is not null) line = [.. line, new("sound", stage.Sound.Count, stage.Sound.Capacity)];
        return recorder is null ? line : [.. line, new("take", recorder.Written.Count, recorder.Written.Capacity)];
    }

    /// <summary>Performer thread.</summary>
    private sealed class Follower(MeterBoard board) : IObserver<Engine.Turn>
    {
        public void OnNext(Engine.Turn value) => board.turn = value.Source;

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
