using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Measures a performance or a rehearsal from its beginning to its end.</summary>
/// <remarks>Control thread; begun when everything is made and nothing plays yet.</remarks>
internal sealed class Gauge : IDisposable
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly (double Managed, double Process) memory = Memory();

    /// <summary>Begun after the collection that measures the memory.</summary>
    public CollectorLog Collector { get; } = new();

    public void Dispose() => Collector.Dispose();

    /// <param name="seconds">Length of the take.</param>
    /// <param name="listener">What was heard by a microphone; null: there was none.</param>
    public RehearsalReport Read(Ensemble ensemble, Preset preset, string input, ulong seed, double seconds, ListenerMeters? listener = null)
    {
        TimeSpan wall = Stopwatch.GetElapsedTime(started);
        AnswerLog answers = ensemble.Performer.Answers;
        (long heard, long played, TimeSpan modelTime) = ensemble.ModelWork();
        double[] cueToNote = [.. answers.FirstNotes.Select(t => t.TotalMilliseconds)];
        double[] thinking = [.. answers.Thinking.Select(t => t.TotalMilliseconds)];
        StageMeters meters = ensemble.Stage.Meters;
        double pause = Collector.Longest.TotalMilliseconds;
        (double managed, double process) = Memory();
        return new RehearsalReport
        {
            Input = Path.GetFileName(input),
            Preset = preset.Name,
            Role = preset.Role.ToString().ToLowerInvariant(),
            Model = ensemble.Cast.Model.Name,
            Seed = seed,
            Seconds = seconds,
            HumanNotes = ensemble.Take.HumanNotes,
            Answers = answers.Count,
            AiNotes = answers.Notes,
            CueToFirstNoteP50Ms = Percentiles.Of(cueToNote, 0.5),
            CueToFirstNoteP99Ms = Percentiles.Of(cueToNote, 0.99),
            ThinkingToFirstNoteP50Ms = Percentiles.Of(thinking, 0.5),
            ThinkingToFirstNoteP99Ms = Percentiles.Of(thinking, 0.99),
            SuccessRate = answers.SuccessRate(meters.DroppedNotes),
            LateNotes = meters.LateNotes,
            DroppedNotes = meters.DroppedNotes,
            MovedNotes = answers.Moved,
            SlowedByMs = answers.SlowedBy.TotalMilliseconds,
            StaleNotes = answers.Stale + meters.StaleNotes,
            StuckNotes = ensemble.Take.Stuck,
            TakeOvers = ensemble.PlayersLog.TakeOvers,
            NotesOfFallbacks = ensemble.PlayersLog.NotesOfOthers,
            TakeOverReason = ensemble.PlayersLog.Reason,
            TokensHeard = heard,
            TokensPlayed = played,
            TokensPerSecond = (heard + played) / Math.Max(1e-9, modelTime.TotalSeconds),
            Xruns = meters.Xruns,
            CallbackP50Us = Stretch.Microseconds(meters.Callback.Percentile(0.5)),
            CallbackP99Us = Stretch.Microseconds(meters.Callback.Percentile(0.99)),
            CallbackMaxUs = meters.Blocks == 0 ? null : Stretch.Microseconds(meters.MaxTicks),
            LatenessP99Ms = 1000.0 * meters.Lateness.Percentile(0.99) / ensemble.Take.SampleRate,
            SoundToNoteP50Ms = 1000.0 * meters.Lags.Percentile(0.5) / ensemble.Take.SampleRate,
            SoundToNoteP99Ms = 1000.0 * meters.Lags.Percentile(0.99) / ensemble.Take.SampleRate,
            MaskedNotes = listener?.Masked,
            MissedFrames = listener?.Missed + (listener is null ? null : meters.LostSound),
            TranscriberLoad = listener?.Worked.TotalSeconds / wall.TotalSeconds,
            LongestCollectorPauseMs = pause,
            ManagedStartMib = memory.Managed,
            ManagedEndMib = managed,
            ProcessStartMib = memory.Process,
            ProcessEndMib = process,
            RealTimeFactor = seconds / wall.TotalSeconds,
            WallSeconds = wall.TotalSeconds,
        };
    }

    private static (double Managed, double Process) Memory()
    {
        const double Mib = 1 << 20;
        return (GC.GetTotalMemory(forceFullCollection: true) / Mib, Environment.WorkingSet / Mib);
    }
}
