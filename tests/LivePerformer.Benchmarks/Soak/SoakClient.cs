using System.Collections.Concurrent;
using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>The human's keyboard, or the instrument that listens, as a process: it obeys lines and tells lines.</summary>
/// <remarks>One client in one process: libjack shares more between the clients of a process than survives the death of a server.</remarks>
internal static class SoakClient
{
    public const string Option = "--client", Keyboard = "Keyboard", Listening = "Listener";

    private const int Rounds = 10;      // milliseconds

    public static void Run(string role, string server)
    {
        bool isKeyboard = role == Keyboard;
        using var keyboardist = new Keyboardist(Path.Combine(Repo.Root, "presets", "performances", "phrases.mid"), SoakPlan.Rate);
        var listener = new Listener();
        Tape tape = isKeyboard ? keyboardist.Sent : listener.Heard;
        Gaps gaps = isKeyboard ? keyboardist.Gaps : listener.Gaps;
        JackOptions options = isKeyboard
            ? new() { Inputs = [new("unused", [])], Outputs = [new("out", [])] }
            : new() { Inputs = [new("out", ["LivePerformer:out"]), new("ai", ["LivePerformer:ai"])], Outputs = [new("unused", [])] };
        using var device = new JackDevice(options with { ClientName = role, Server = server, ConnectAudio = false });
        device.Start(isKeyboard ? keyboardist : listener);
        BlockingCollection<string> commands = Commands();
        int connections = 0, told = 0;
        long frame = device.Clock.Now.ToFrame(SoakPlan.Rate);
        Console.Out.Flush();
        for (long round = 0; !commands.IsCompleted; round++)
        {
            if (commands.TryTake(out string? command, Rounds)) Obey(keyboardist, command);
            IReadOnlyList<DeviceNews> news = device.Watch();
            frame = device.Clock.Now.ToFrame(SoakPlan.Rate);
            Tell();
            foreach (DeviceNews one in news)
            {
                if (one.Kind is NewsKind.Connected or NewsKind.Back) connections++;
                if (one.Kind is NewsKind.Disconnected or NewsKind.Lost) connections--;
                if (one.Kind != NewsKind.ServerLost) continue;

                connections = 0;
                gaps.Forget();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lost {frame}"));
            }

            if (news.Count > 0 || round % 20 == 0) State();
        }

        device.Stop();
        Tell();
        State();

        void Tell()
        {
            for (ReadOnlySpan<Taped> all = tape.All; told < all.Length; told++)
            {
                Taped one = all[told];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"message {one.Frame} {one.Port} {one.Message.Status} {one.Message.Data1} {one.Message.Data2}"));
            }
        }

        void State() => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"state {frame} {connections} {device.Xruns} {(long)gaps.Longest.TotalMicroseconds}"));
    }

    private static void Obey(Keyboardist human, string command)
    {
        string[] words = command.Split(' ');
        switch (words[0])
        {
            case "play":
                human.Plays = true;
                break;
            case "pause":
                human.Plays = false;
                break;
            case "let-go":
                human.LetGo();
                break;
            case "send":
                byte[] bytes = [.. words[1..].Select(word => byte.Parse(word, CultureInfo.InvariantCulture))];
                human.Send(new MidiMessage(bytes[0], bytes[1], bytes[2]));
                break;
        }
    }

    /// <summary>Completed when nobody speaks to us any more.</summary>
    private static BlockingCollection<string> Commands()
    {
        var commands = new BlockingCollection<string>();
        new Thread(() =>
        {
            while (Console.ReadLine() is { } line) commands.Add(line);
            commands.CompleteAdding();
        })
        { IsBackground = true, Name = "commands" }.Start();
        return commands;
    }
}
