using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A page that looks and plays, behind a WebSocket.</summary>
internal sealed class LiveClient
{
    private const int LargestMessage = 4096;
    private const int MostWaiting = 64;         // frames: two seconds
    private const int MostMistakes = 20;
    private const int MostASecond = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WebSocket socket;
    private readonly LiveHub hub;
    private readonly Channel<byte[]> waiting;
    private long dropped;
    private volatile bool isBehind;

    public LiveClient(WebSocket socket, LiveHub hub)
    {
        this.socket = socket;
        this.hub = hub;
        waiting = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = false },
            _ =>
            {
                Interlocked.Increment(ref dropped);
                isBehind = true;
            });
    }

    /// <summary>Frames that it was too slow to take.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <remarks>Any thread; never waits.</remarks>
    public void Send(byte[] frame) => waiting.Writer.TryWrite(frame);

    /// <summary>What waits is old: it begins anew.</summary>
    public void Greet(byte[] hello)
    {
        while (waiting.Reader.TryRead(out _))
        {
            // it is all in the greeting
        }

        isBehind = false;
        waiting.Writer.TryWrite(hello);
    }

    /// <summary>Until one of the two goes.</summary>
    public async Task Run(CancellationToken stop)
    {
        hub.Add(this);
        try
        {
            await TwoWays.Run(SendAll, HearAll, stop);
        }
        finally
        {
            hub.Remove(this);
            waiting.Writer.TryComplete();
        }
    }

    private async Task SendAll(CancellationToken stop)
    {
        while (await waiting.Reader.WaitToReadAsync(stop))
        {
            if (isBehind) hub.Greet(this);
            while (waiting.Reader.TryRead(out byte[]? frame))
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
                patience.CancelAfter(Patience);
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                if (isBehind) break;
            }
        }
    }

    private async Task HearAll(CancellationToken stop)
    {
        var buffer = new byte[LargestMessage];
        int mistakes = 0, heard = 0;
        long second = 0;
        while (true)
        {
            int count = 0;
            ValueWebSocketReceiveResult part;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            do
            {
                if (count == buffer.Length)
                {
                    await Close(WebSocketCloseStatus.MessageTooBig, $"A message has at most {LargestMessage} bytes.");
                    return;
                }

                part = await socket.ReceiveAsync(buffer.AsMemory(count), patience.Token);
                count += part.Count;
            }
            while (!part.EndOfMessage);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                await Close(WebSocketCloseStatus.NormalClosure, "");
                return;
            }

            long now = Environment.TickCount64 / 1000;
            if (now != second) (second, heard) = (now, 0);
            if (++heard > MostASecond)
            {
                await Close(WebSocketCloseStatus.PolicyViolation, $"At most {MostASecond} messages a second.");
                return;
            }

            if (part.MessageType != WebSocketMessageType.Text || !TryObey(buffer.AsMemory(0, count)))
            {
                Answer("no", 0, "That is no message: send a JSON object with 't', as README.md of the page's API says.");
                if (++mistakes < MostMistakes) continue;

                await Close(WebSocketCloseStatus.PolicyViolation, "Too much that is no message.");
                return;
            }
        }
    }

    private async Task Close(WebSocketCloseStatus status, string why)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await socket.CloseOutputAsync(status, why, patience.Token);
    }

    private bool TryObey(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument message = JsonDocument.Parse(json);
            JsonElement root = message.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("t", out JsonElement kind) || kind.ValueKind != JsonValueKind.String) return false;

            long re = root.TryGetProperty("re", out JsonElement number) && number.TryGetInt64(out long given) ? given : 0;
            try
            {
                return TryObey(kind.GetString()!, re, root);
            }
            catch (LivePerformerException refusal)
            {
                Answer("no", re, refusal.Message);
                return true;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            return false;
        }
    }

    private bool TryObey(string kind, long re, JsonElement message)
    {
        if (kind == "ping")
        {
            Send(LiveHub.Bytes([new PongMessage(message.TryGetProperty("at", out JsonElement at) ? at.GetDouble() : 0)]));
            return true;
        }

        Performing plays = hub.Now ?? throw new LivePerformerException("Nothing plays at the moment.");
        switch (kind)
        {
            case "midi":
                if (!TryRead(message.GetProperty("bytes"), out MidiMessage played)) return false;
                plays.Keys.TryPlay(this, played);
                return true;

            case "tell":
                Answer("ok", re, plays.Obey(message.GetProperty("text").GetString()!));
                return true;

            case "volume":
                double db = message.GetProperty("db").GetDouble();
                if (!double.IsFinite(db)) return false;
                plays.TurnVolume(db);
                return true;

            case "record":
                Answer("ok", re, plays.Record(message.GetProperty("on").GetBoolean(), message.TryGetProperty("name", out JsonElement name) ? name.GetString() : null));
                return true;

            case "test":
                Answer("ok", re, plays.Try(message.GetProperty("port").GetString()!));
                return true;

            default:
                return false;
        }
    }

    private void Answer(string kind, long re, string text) => Send(LiveHub.Bytes([new AnswerMessage(kind, re, text)]));

    /// <summary>A message of a channel, and nothing else.</summary>
    private static bool TryRead(JsonElement bytes, out MidiMessage message)
    {
        message = default;
        if (bytes.ValueKind != JsonValueKind.Array || bytes.GetArrayLength() is not (2 or 3)) return false;

        Span<byte> raw = [0, 0, 0];
        int i = 0;
        foreach (JsonElement one in bytes.EnumerateArray())
        {
            if (!one.TryGetByte(out raw[i++])) return false;
        }

        message = new MidiMessage(raw[0], raw[1], raw[2]);
        return raw[0] is >= 0x80 and < 0xF0 && raw[1] < 0x80 && raw[2] < 0x80 && message.Length == i;
    }
}
