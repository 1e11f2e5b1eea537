using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;

namespace LivePerformer.Host.Tests;

/// <summary>The sound that goes to the page.</summary>
public class SoundStreamTests
{
    private const int Rate = 48_000;

    [Fact]
    public async Task KeyOfThePageSoundsThereAtItsPitch()
    {
        using var performance = new PagePerformance("--preset", "duet");       // the AI waits two seconds before it joins in
        using LiveSocket page = await performance.Look();
        using ClientWebSocket sound = await performance.Listen();
        var buffer = new byte[8192];
        ValueWebSocketReceiveResult format = await sound.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal(Rate, JsonElement.Parse(buffer.AsSpan(0, format.Count)).GetProperty("rate").GetInt32());

        await page.Play(0x90, 69, 100);        // A4
        var left = new List<float>();
        long next = -1;
        while (left.Count < Rate)
        {
            ValueWebSocketReceiveResult packet = await sound.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            Assert.True(packet.EndOfMessage && packet.MessageType == WebSocketMessageType.Binary);
            long start = BinaryPrimitives.ReadInt64LittleEndian(buffer);
            int frames = (packet.Count - 8) / 4;
            if (next >= 0 && start != next) left.Clear();       // a gap: a machine under load, and what follows is whole
            for (int i = 0; i < frames; i++) left.Add(BinaryPrimitives.ReadInt16LittleEndian(buffer.AsSpan(8 + (4 * i))) / 32768f);
            next = start + frames;
        }

        float[] tail = [.. left.TakeLast(Rate / 2)];
        double at440 = Goertzel(tail, 440);
        Assert.True(at440 > 20 * Goertzel(tail, 415.3), "louder than a semitone below");
        Assert.True(at440 > 20 * Goertzel(tail, 466.2), "louder than a semitone above");
        Assert.True(at440 > 1e-3, $"{at440} is not silent");
    }

    /// <summary>The amplitude of one frequency (Goertzel 1958).</summary>
    private static double Goertzel(float[] samples, double frequency)
    {
        double turn = 2 * Math.Cos(2 * Math.PI * frequency / Rate), before = 0, now = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / samples.Length));       // Hann
            (before, now) = (now, (samples[i] * window) + (turn * now) - before);
        }

        return Math.Sqrt(Math.Max(0, (now * now) + (before * before) - (turn * now * before))) / samples.Length;
    }
}
