using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>The meters as a collector of OpenTelemetry sees them while the real program plays.</summary>
public sealed class MetricsTests : IDisposable
{
    private static readonly string Phrases = Path.Combine(Repo.Root, "presets", "performances", "phrases.mid");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CollectorIsToldWhatTheReportSays(bool byOption)
    {
        using var collector = new OtlpReceiver();
        string report = scratch.Path("report.json");
        string[] perform = ["perform", "--audio", "null", "--input", Phrases, "--seconds", "12", "--report", report];
        var (code, output, error) = Cli.Run(
            byOption ? [.. perform, "--metrics", collector.Url] : perform,
            TinyHome.In(scratch), ("OTEL_METRIC_EXPORT_INTERVAL", "1000"), ("OTEL_EXPORTER_OTLP_ENDPOINT", byOption ? "http://127.0.0.1:9" : collector.Url));
        Assert.True(code == 0, error);
        Assert.Equal("", error);
        Assert.Contains("answers with", output);

        using JsonDocument measured = JsonDocument.Parse(File.ReadAllText(report));
        JsonElement said = measured.RootElement;
        Assert.All(collector.Requests, request => Assert.Equal(("/v1/metrics", "application/x-protobuf", "LivePerformer"), (request.Path, request.ContentType, request.Service)));
        Assert.True(collector.Requests.Count >= 5, $"{collector.Requests.Count} requests");
        Dictionary<string, Metric> last = collector.Requests.Last().Metrics;
        Assert.All(last.Values, metric => Assert.False(metric.Unit == "" || metric.Description == "", metric.Name));

        long blocks = (long)Math.Round(said.GetProperty("seconds").GetDouble() * 48_000 / 128);
        AssertHistogram(last["liveperformer.callback.duration"], blocks, said.GetProperty("callback_p99_us").GetDouble() / 1e6);
        AssertHistogram(last["liveperformer.note.lateness"], said.GetProperty("ai_notes").GetInt64(), said.GetProperty("lateness_p99_ms").GetDouble() / 1e3);
        Assert.True(said.GetProperty("ai_notes").GetInt64() > 0);
        Assert.Equal(said.GetProperty("ai_notes").GetInt64(), last["liveperformer.notes.played"].Of("ai"));
        Assert.Equal(said.GetProperty("human_notes").GetInt64(), last["liveperformer.notes.played"].Of("human"));
        Assert.Equal(said.GetProperty("late_notes").GetInt64(), last["liveperformer.notes.late"].Value);
        Assert.Equal(said.GetProperty("dropped_notes").GetInt64(), last["liveperformer.notes.dropped"].Value);
        Assert.Equal(0, last["liveperformer.notes.stale"].Value);
        Assert.Equal(said.GetProperty("xruns").GetInt64(), last["liveperformer.xruns"].Of("callback"));
        Assert.Equal(said.GetProperty("take_overs").GetInt64(), last["liveperformer.takeovers"].Value);
        Assert.Equal(128.0 / 48_000, last["liveperformer.callback.period"].Value, 1e-6);
        Assert.Equal(["due", "heard", "sent"], last["liveperformer.ring.utilization"].Points.Select(point => point.Attributes).Order());
        Assert.All(last["liveperformer.ring.utilization"].Points, point => Assert.InRange(point.Value, 0, 1));
        Assert.InRange(last["liveperformer.notes.planned"].Value, last["liveperformer.notes.played"].Of("ai"), 100_000);
        Assert.InRange(last["liveperformer.performer.time"].Value, 1e-4, 10);
        Assert.True(last["liveperformer.model.duration"].Value >= last["liveperformer.notes.planned"].Value);
        Assert.Contains(collector.Requests, request => request.Metrics["liveperformer.turn.ai"].Value == 1);
        Assert.Contains(collector.Requests, request => request.Metrics["liveperformer.turn.ai"].Value == 0);
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("dies")]
    [InlineData("never answers")]
    public void WhereNobodyTakesThemTheMusicPlaysAndThatIsSaidOnce(string endpoint)
    {
        using var collector = new OtlpReceiver();
        using var silent = new TcpListener(IPAddress.Loopback, 0);      // the system accepts, and nobody reads
        silent.Start();
        string url = endpoint switch
        {
            "absent" => $"http://127.0.0.1:{OtlpReceiver.FreePort()}",
            "dies" => collector.Url,
            _ => $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}",
        };
        using Cli cli = Cli.Start(
            ["perform", "--audio", "null", "--input", Session.CallsFile(scratch), "--seconds", "6", "--metrics", url], TinyHome.In(scratch), ("OTEL_METRIC_EXPORT_INTERVAL", "500"));
        if (endpoint == "dies")
        {
            cli.WaitUntil(() => !collector.Requests.IsEmpty, "metrics");
            collector.Dispose();
        }

        Assert.Equal(0, cli.WaitForExit());
        string line = Assert.Single(cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(url, line);
        Assert.Contains("the AI answers", cli.Output);
    }

    [Fact]
    public void AddressThatIsNoneIsRefused()
    {
        using Cli cli = Cli.Start(["perform", "--audio", "null", "--input", Phrases, "--metrics", "localhost"], TinyHome.In(scratch));
        Assert.Contains("'localhost'", cli.WaitForRefusal());
    }

    /// <summary>As OpenTelemetry's specification of the OTLP exporter has it: a path is added to the base address alone.</summary>
    [Theory]
    [InlineData("http://a:4318", null, null, null, "http://a:4318/v1/metrics", false)]
    [InlineData("http://a:4318/x/", null, null, null, "http://a:4318/x/v1/metrics", false)]
    [InlineData("http://a:4318/v1/metrics", null, null, null, "http://a:4318/v1/metrics", false)]
    [InlineData("http://a:4317", null, null, null, "http://a:4317/", true)]
    [InlineData("http://a:4317", null, null, "http/protobuf", "http://a:4317/v1/metrics", false)]
    [InlineData("http://a:1", "http://b:2", null, null, "http://a:1/v1/metrics", false)]
    [InlineData(null, "http://b:2", null, null, "http://b:2/v1/metrics", false)]
    [InlineData(null, "http://b:2", "http://c:3/own", null, "http://c:3/own", false)]
    [InlineData(null, "http://b:2", null, "grpc", "http://b:2/", true)]
    [InlineData(null, "", null, null, null, false)]
    public void AddressIsFoundAsTheStandardHasIt(string? given, string? endpoint, string? metrics, string? protocol, string? url, bool grpc)
    {
        OtlpEndpoint? found = OtlpEndpoint.Find(given, name => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => endpoint,
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" => metrics,
            "OTEL_EXPORTER_OTLP_PROTOCOL" => protocol,
            _ => null,
        });
        Assert.Equal(url, found?.Url.ToString());
        Assert.Equal(grpc, found?.Protocol == OpenTelemetry.Exporter.OtlpExportProtocol.Grpc);
    }

    [Fact]
    public void ProtocolThatIsNotSpokenIsRefused() =>
        Assert.Contains("http/json", Assert.Throws<LivePerformerException>(() => OtlpEndpoint.Find("http://a:1", name => name.EndsWith("OTLP_PROTOCOL", StringComparison.Ordinal) ? "http/json" : null)).Message);

    /// <summary>The runtime itself tells how long its last collection stopped everybody.</summary>
    [Fact]
    public void LongestPauseOfTheCollectorIsNotShorterThanOneThatTheRuntimeTells()
    {
        using var log = new CollectorLog();
        GC.Collect();
        TimeSpan pause = GC.GetGCMemoryInfo(GCKind.FullBlocking).PauseDurations[0];

        Assert.True(log.Collections >= 1);
        Assert.True(log.Longest >= pause, $"{log.Longest} < {pause}");
        Assert.True(log.Longest <= log.Paused);
    }

    // Every count arrived, and the percentile of the report lies in the bucket in which the collector would look for it.
    private static void AssertHistogram(Metric metric, long count, double p99)
    {
        Point point = metric.Points.Single();
        Assert.Equal("s", metric.Unit);
        Assert.Equal(count, point.Value);
        Assert.Equal(count, point.Counts.Sum());
        Assert.Equal(point.Bounds.Length + 1, point.Counts.Length);

        long rank = (long)Math.Ceiling(0.99 * count);
        int bucket = 0;
        while ((rank -= point.Counts[bucket]) > 0) bucket++;
        Assert.InRange(p99, bucket == 0 ? 0 : point.Bounds[bucket - 1], bucket == point.Bounds.Length ? double.MaxValue : point.Bounds[bucket]);
    }
}
