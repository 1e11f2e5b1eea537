using LivePerformer.Core;
using OpenTelemetry.Exporter;

namespace LivePerformer.Host;

/// <summary>Where metrics are sent by OTLP, and how.</summary>
/// <param name="Url">As the protocol wants it.</param>
internal sealed record OtlpEndpoint(Uri Url, OtlpExportProtocol Protocol)
{
    private const string Base = "OTEL_EXPORTER_OTLP_ENDPOINT", Exact = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL", MetricsProtocol = "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL";
    private const int GrpcPort = 4317;      // OTLP's own; 4318 speaks HTTP

    /// <summary>Null where nobody asked for metrics.</summary>
    /// <param name="given">What the command line says; it goes before OpenTelemetry's variables.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <exception cref="LivePerformerException">It is no address.</exception>
    public static OtlpEndpoint? Find(string? given, Func<string, string?> variable)
    {
        string? exact = given is null && variable(Exact) is { Length: > 0 } set ? set : null;
        string? wanted = given ?? exact ?? variable(Base);
        if (string.IsNullOrEmpty(wanted)) return null;

        string from = given is not null ? "--metrics" : exact is not null ? Exact : Base;
        if (!Uri.TryCreate(wanted, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            throw new LivePerformerException($"{from} is '{wanted}', which is no address. Give one such as http://localhost:4318.");

        OtlpExportProtocol protocol = (variable(MetricsProtocol) is { Length: > 0 } own ? own : variable(ProtocolVariable)) switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            null or "" => url.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            string other => throw new LivePerformerException($"{ProtocolVariable} is '{other}', which is not spoken here. Set it to http/protobuf or grpc."),
        };
        bool addsPath = protocol == OtlpExportProtocol.HttpProtobuf && exact is null && !url.AbsolutePath.EndsWith("/v1/metrics", StringComparison.Ordinal);
        return new(addsPath ? new Uri($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/metrics") : url, protocol);
    }
}
