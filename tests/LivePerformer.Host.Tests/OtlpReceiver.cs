using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LivePerformer.Host.Tests;

/// <summary>A collector of OpenTelemetry metrics by OTLP over HTTP, as much of it as a test needs: it reads the wire format
/// of opentelemetry-proto's ExportMetricsServiceRequest by its field numbers.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Thread thread;

    public OtlpReceiver()
    {
        Url = $"http://127.0.0.1:{FreePort()}";
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        thread = new Thread(Receive) { IsBackground = true };
        thread.Start();
    }

    public string Url { get; }

    /// <summary>Path, content type and metrics of each request.</summary>
    public ConcurrentQueue<(string Path, string? ContentType, string Service, Dictionary<string, Metric> Metrics)> Requests { get; } = new();

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        listener.Close();
        thread.Join();
    }

    private void Receive()
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = listener.GetContext();
                using var body = new MemoryStream();
                call.Request.InputStream.CopyTo(body);
                Dictionary<string, Metric> metrics = [];
                string service = "";
                foreach (Field resource in Fields(body.ToArray()).Where(f => f.Number == 1))
                {
                    service = Attributes(Fields(resource.Bytes).First(f => f.Number == 1).Bytes, 1).Single(a => a.Key == "service.name").Value;
                    foreach (Field metric in Fields(resource.Bytes).Where(f => f.Number == 2).SelectMany(scope => Fields(scope.Bytes).Where(f => f.Number == 2)))
                    {
                        Metric read = Read(metric.Bytes);
                        metrics.Add(read.Name, read);
                    }
                }

                Requests.Enqueue((call.Request.RawUrl!, call.Request.ContentType, service, metrics));
                call.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // closed
        }
    }

    private static Metric Read(byte[] bytes)
    {
        string name = "", unit = "", description = "";
        var points = new List<Point>();
        foreach (Field field in Fields(bytes))
        {
            if (field.Number == 1) name = Encoding.UTF8.GetString(field.Bytes);
            if (field.Number == 2) description = Encoding.UTF8.GetString(field.Bytes);
            if (field.Number == 3) unit = Encoding.UTF8.GetString(field.Bytes);
            if (field.Number is 5 or 7) points.AddRange(Fields(field.Bytes).Where(f => f.Number == 1).Select(f => Number(f.Bytes)));
            if (field.Number == 9) points.AddRange(Fields(field.Bytes).Where(f => f.Number == 1).Select(f => Histogram(f.Bytes)));
        }

        return new(name, unit, description, points);
    }

    private static Point Number(byte[] bytes)
    {
        double value = 0;
        foreach (Field field in Fields(bytes))
        {
            if (field.Number == 4) value = BitConverter.UInt64BitsToDouble(field.Value);
            if (field.Number == 6) value = (long)field.Value;
        }

        return new(value, string.Join(",", Attributes(bytes, 7).Select(a => a.Value)), [], [], 0);
    }

    private static Point Histogram(byte[] bytes)
    {
        long count = 0;
        double sum = 0;
        var counts = new List<long>();
        var bounds = new List<double>();
        foreach (Field field in Fields(bytes))
        {
            if (field.Number == 4) count = (long)field.Value;
            if (field.Number == 5) sum = BitConverter.UInt64BitsToDouble(field.Value);
            if (field.Number == 6) counts.AddRange(field.Fixed().Select(v => (long)v));
            if (field.Number == 7) bounds.AddRange(field.Fixed().Select(BitConverter.UInt64BitsToDouble));
        }

        return new(count, string.Join(",", Attributes(bytes, 9).Select(a => a.Value)), [.. counts], [.. bounds], sum);
    }

    private static IEnumerable<(string Key, string Value)> Attributes(byte[] bytes, int number) =>
        from attribute in Fields(bytes)
        where attribute.Number == number
        let parts = Fields(attribute.Bytes).ToDictionary(f => f.Number, f => f.Bytes)
        select (Encoding.UTF8.GetString(parts[1]), Encoding.UTF8.GetString(Fields(parts[2]).First().Bytes));

    private static IEnumerable<Field> Fields(byte[] bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong key = Varint(bytes, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new(number, Varint(bytes, ref at), []);
                    break;

                case 1:
                    yield return new(number, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), bytes[at..(at + 8)]);
                    at += 8;
                    break;

                case 2:
                    int length = (int)Varint(bytes, ref at);
                    yield return new(number, 0, bytes[at..(at + length)]);
                    at += length;
                    break;

                default:
                    throw new InvalidDataException($"wire type {key & 7} at {at}");
            }
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }

    private readonly record struct Field(int Number, ulong Value, byte[] Bytes)
    {
        /// <summary>Packed numbers of eight bytes; one that stands alone is a row of one.</summary>
        public IEnumerable<ulong> Fixed()
        {
            for (int at = 0; at < Bytes.Length; at += 8) yield return BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(at));
        }
    }
}

/// <summary>A metric as it arrived.</summary>
internal sealed record Metric(string Name, string Unit, string Description, IReadOnlyList<Point> Points)
{
    public double Value => Points.Single().Value;

    public double Of(string attribute) => Points.Single(point => point.Attributes == attribute).Value;
}

/// <summary>One point of a metric: a number, or a histogram and its count.</summary>
internal sealed record Point(double Value, string Attributes, long[] Counts, double[] Bounds, double Sum);
