using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>The meters as instruments of <see cref="Meter"/> "LivePerformer", for OpenTelemetry and every other listener
/// of .NET.</summary>
/// <remarks>A histogram of .NET takes single measurements and no counts. So, whenever somebody collects, each one that our
/// buckets counted since is recorded in the middle of its bucket. The listener's bounds are bounds of ours, and therefore
/// its counts are exact; its sum is true to a sixteenth.</remarks>
internal sealed class Instruments : IDisposable
{
    public const string Name = "LivePerformer";

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(50);     // one collection asks for every instrument

    private readonly MeterBoard board;
    private readonly Meter meter = new(Name, Version);
    private readonly Lock gate = new();
    private readonly Histogram<double> callback;
    private readonly Histogram<double> lateness;
    private readonly Histogram<double> rounds;
    private readonly Histogram<double> planning;
    private Histogram callbackTold, latenessTold, roundsTold, planningTold;
    private Reading? reading;
    private long readAt;

    public Instruments(MeterBoard board)
    {
        this.board = board;
        Reading start = board.Read();
        double tick = 1.0 / Stopwatch.Frequency;
        callback = Distribution("liveperformer.callback.duration", "How long the audio callback took.", tick, shortest: 1e-6, longest: 0.1);
        lateness = Distribution("liveperformer.note.lateness", "By how much a note of the AI left after its frame.", 1.0 / start.SampleRate, shortest: 1e-5, longest: 0.2);
        rounds = Distribution("liveperformer.performer.round.duration", "How long a round of the performer took: listening, deciding, and the model's work.", tick, shortest: 1e-6, longest: 1);
        planning = Distribution("liveperformer.model.duration", "How long the model worked on one note-on or note-off.", 1.0 / TimeSpan.TicksPerSecond, shortest: 1e-5, longest: 1);

        Gauge("liveperformer.callback.period", "s", "How long the audio callback may take.", now => now.Period.TotalSeconds);
        Counter("liveperformer.notes.late", "{note}", "Notes of the AI that left after their frame.", now => now.LateNotes);
        Counter("liveperformer.notes.dropped", "{note}", "Notes of the AI that did not leave: too late, or no room.", now => now.DroppedNotes);
        Counter("liveperformer.notes.stale", "{note}", "Notes of the AI that left although they had been taken back.", now => now.StaleNotes);
        meter.CreateObservableCounter<long>("liveperformer.notes.played", Played, "{note}", "Notes that were played.");
        meter.CreateObservableCounter<long>("liveperformer.xruns", Xruns, "{xrun}", "Times that sound was cut short.");
        Counter("liveperformer.overflows", "{message}", "Messages that found a full ring, schedule or MIDI output.", now => now.Overflows);
        meter.CreateObservableGauge("liveperformer.ring.utilization", Rings, "1", "The share of a ring between two threads that is in use.");
        Counter("liveperformer.collector.collections", "{collection}", "Collections of the .NET runtime.", now => now.Collections);
        meter.CreateObservableCounter("liveperformer.collector.pause.time", () => Now().Paused.TotalSeconds, "s", "How long the collector stopped everybody.");
        Gauge("liveperformer.collector.pause.longest", "s", "The longest pause of the collector.", now => now.LongestPause.TotalSeconds);
        meter.CreateObservableCounter("liveperformer.performer.time", () => Now().Worked.TotalSeconds, "s", "How long the performer and its model were at work.");
        Counter("liveperformer.notes.planned", "{note}", "Notes that the model planned, whether they were played or taken back.", now => now.NotesPlanned);
        Counter("liveperformer.takeovers", "{takeover}", "Times that the next in the chain of models had to take over.", now => now.TakeOvers);
        meter.CreateObservableGauge<long>("liveperformer.player", Player, "{player}", "Which of the chain of models plays; 0 is the preset's first.");
        Gauge("liveperformer.turn.ai", "1", "1 while it is the AI's turn.", now => now.Turn == NoteSource.Ai ? 1 : 0);
        Gauge("liveperformer.tempo", "{beat}/min", "The tempo; 0 while time is free.", now => now.Tempo);
        if (start.Microphone is null) return;

        Counter("liveperformer.microphone.notes", "{note}", "Notes that were heard by the microphone.", now => now.Microphone!.Notes);
        Counter("liveperformer.microphone.masked", "{note}", "Notes that the microphone heard of ourselves.", now => now.Microphone!.Masked);
        Counter("liveperformer.microphone.clips", "{clip}", "Times that the microphone was cut off at full scale.", now => now.Microphone!.Clips);
        meter.CreateObservableCounter("liveperformer.microphone.missed", () => (double)Now().Microphone!.Missed / start.SampleRate, "s", "Sound of the microphone that was missed.");
        meter.CreateObservableCounter("liveperformer.microphone.time", () => Now().Microphone!.Worked.TotalSeconds, "s", "How long the transcriber was at work.");
    }

    internal static string Version =>
        typeof(Instruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public void Dispose() => meter.Dispose();

    private void Counter(string name, string unit, string description, Func<Reading, long> of) =>
        meter.CreateObservableCounter(name, () => of(Now()), unit, description);

    private void Gauge(string name, string unit, string description, Func<Reading, double> of) =>
        meter.CreateObservableGauge(name, () => of(Now()), unit, description);

    private Histogram<double> Distribution(string name, string description, double unit, double shortest, double longest) =>
        meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds(unit, shortest, longest) });

    /// <summary>Two bounds an octave, each where one of our buckets begins; half a unit before, for OpenTelemetry's
    /// buckets hold their upper bound.</summary>
    private static double[] Bounds(double unit, double shortest, double longest) =>
    [
        .. from bucket in Enumerable.Range(1, Core.Histogram.Buckets - 1)
           let begins = Core.Histogram.Lowest(bucket)
           where bucket % 4 == 0 || bucket == 1
           where begins * unit >= shortest && begins * unit <= longest
           select (begins - 0.5) * unit,
    ];

    private IEnumerable<Measurement<long>> Played()
    {
        Reading now = Now();
        return [new(now.HumanNotes, Tag("liveperformer.note.source", "human")), new(now.AiNotes, Tag("liveperformer.note.source", "ai"))];
    }

    private IEnumerable<Measurement<long>> Xruns()
    {
        Reading now = Now();
        return [new(now.DeviceXruns, Tag("liveperformer.xrun.observer", "device")), new(now.Xruns, Tag("liveperformer.xrun.observer", "callback"))];
    }

    private IEnumerable<Measurement<double>> Rings() =>
        [.. Now().Rings.Select(ring => new Measurement<double>(ring.Share, Tag("liveperformer.ring.name", ring.Name)))];

    private IEnumerable<Measurement<long>> Player()
    {
        Reading now = Now();
        return [new(now.Player, Tag("liveperformer.player.name", now.PlayerName))];
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private Reading Now()
    {
        lock (gate)
        {
            if (reading is not null && Stopwatch.GetElapsedTime(readAt) < Fresh) return reading;

            reading = board.Read();
            readAt = Stopwatch.GetTimestamp();
            Tell(callback, reading.Callback, ref callbackTold, 1.0 / Stopwatch.Frequency);
            Tell(lateness, reading.Lateness, ref latenessTold, 1.0 / reading.SampleRate);
            Tell(rounds, reading.Rounds, ref roundsTold, 1.0 / Stopwatch.Frequency);
            Tell(planning, reading.PlanTimes, ref planningTold, 1.0 / TimeSpan.TicksPerSecond);
            return reading;
        }
    }

    private static void Tell(Histogram<double> to, in Histogram counted, ref Histogram told, double unit)
    {
        Histogram news = counted.Since(told);
        told = counted;
        for (int bucket = 0; bucket < Core.Histogram.Buckets; bucket++)
        {
            double middle = unit * (Core.Histogram.Lowest(bucket) + Core.Histogram.Highest(bucket)) / 2;
            for (long i = news[bucket]; i > 0; i--) to.Record(middle);
        }
    }
}
