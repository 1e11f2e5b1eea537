using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LivePerformer.Host;

/// <summary>Sends the meters by OTLP every few seconds while music plays, and once more at its end.</summary>
/// <remarks>A thread of its own sends. Where nobody takes them that is said once, and the music goes on.</remarks>
internal sealed class MetricsExport : IDisposable
{
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);       // OpenTelemetry's 60 s are long on a stage
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);    // one that accepts and never answers holds up the end for so long

    private readonly Instruments instruments;
    private readonly MeterProvider provider;

    public MetricsExport(OtlpEndpoint endpoint, MeterBoard board)
    {
        instruments = new Instruments(board);
        var exporter = new Messenger(new OtlpExporterOptions
        {
            Endpoint = endpoint.Url,
            Protocol = endpoint.Protocol,
            TimeoutMilliseconds = (int)Patience.TotalMilliseconds,
        });
        provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService(Instruments.Name, serviceVersion: Instruments.Version).AddEnvironmentVariableDetector())
            .AddMeter(Instruments.Name)
            .AddReader(new PeriodicExportingMetricReader(exporter, Interval(), (int)Patience.TotalMilliseconds))
            .Build();
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        provider.Shutdown((int)(2 * Patience).TotalMilliseconds);
        provider.Dispose();
        instruments.Dispose();
    }

    private static int Interval() =>
        int.TryParse(Environment.GetEnvironmentVariable(IntervalVariable), out int set) && set > 0 ? set : (int)Every.TotalMilliseconds;

    /// <summary>OpenTelemetry's own exporter is silent about its failures.</summary>
    private sealed class Messenger(OtlpExporterOptions options) : OtlpMetricExporter(options)
    {
        private readonly Uri url = options.Endpoint;
        private bool complained;

        public override ExportResult Export(in Batch<Metric> batch)
        {
            ExportResult result = base.Export(batch);
            if (result == ExportResult.Success || complained) return result;

            complained = true;
            Terminal.Complain($"Nobody takes the metrics at {url}. The music goes on without; start a collector there, or leave --metrics out.");
            return result;
        }
    }
}
