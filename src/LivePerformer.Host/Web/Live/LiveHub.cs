using System.Collections.Concurrent;
using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>Tells all pages, and whoever else listens, what happens, thirty times a second.</summary>
/// <remarks>A thread of its own below normal priority, which waits for nobody: each page has a queue that drops its oldest.</remarks>
internal sealed class LiveHub : IDisposable
{
    private const int MostWaitingLines = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(33);
    private static readonly TimeSpan AtLeast = TimeSpan.FromMilliseconds(240);

    private readonly Lock gate = new();
    private readonly List<LiveClient> clients = [];
    private readonly List<ILiveListener> listeners = [];
    private readonly ConcurrentQueue<Message> lines = new();
    private readonly ManualResetEventSlim stop = new();
    private readonly List<LiveMessage> news = [];
    private readonly Thread thread;
    private Performing? performing;
    private TimeSpan quiet;

    public LiveHub()
    {
        Terminal.Heard += Overhear;
        thread = new Thread(Run) { Name = "live", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        thread.Start();
    }

    /// <summary>What plays now.</summary>
    /// <remarks>Any thread.</remarks>
    public Performing? Now => Volatile.Read(ref performing);

    /// <summary>Frames that slow pages never got.</summary>
    public long Dropped
    {
        get
        {
            lock (gate) return field + clients.Sum(client => client.Dropped);
        }

        private set;
    }

    /// <summary>A performance begins; all pages are told of it.</summary>
    /// <returns>To be disposed of when it is over: then nothing of it is touched any more.</returns>
    public IDisposable Begin(Performing begun)
    {
        lock (gate)
        {
            performing = begun;
            foreach (LiveClient client in clients) client.Greet(HelloTo());
            foreach (ILiveListener listener in listeners) listener.Begin(begun.Hello());
        }

        return System.Reactive.Disposables.Disposable.Create(() => End("The performance is over."));
    }

    /// <summary>A page looks from now on.</summary>
    public void Add(LiveClient client)
    {
        lock (gate)
        {
            clients.Add(client);
            client.Greet(HelloTo());
        }
    }

    public void Remove(LiveClient client)
    {
        lock (gate)
        {
            performing?.Keys.LetGo(client);
            if (clients.Remove(client)) Dropped += client.Dropped;
        }
    }

    /// <summary>Somebody beside the pages hears from the next performance on.</summary>
    public void Add(ILiveListener listener)
    {
        lock (gate) listeners.Add(listener);
    }

    public void Remove(ILiveListener listener)
    {
        lock (gate) listeners.Remove(listener);
    }

    /// <summary>A page did not keep up: it begins anew.</summary>
    public void Greet(LiveClient client)
    {
        lock (gate) client.Greet(HelloTo());
    }

    /// <summary>A stretch of what was played; null where nothing plays.</summary>
    public RollPage? Between(double from, double to, int most)
    {
        lock (gate) return performing?.Between(from, to, most);
    }

    public static byte[] Bytes(IReadOnlyList<LiveMessage> messages) => JsonSerializer.SerializeToUtf8Bytes(messages.ToArray<object>(), JsonSerializerOptions.Web);

    public void Dispose()
    {
        Terminal.Heard -= Overhear;
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void End(string why)
    {
        lock (gate)
        {
            performing?.Close();
            Volatile.Write(ref performing, null);
            byte[] bye = Bytes([new ByeMessage(why)]);
            foreach (LiveClient client in clients) client.Send(bye);
            foreach (ILiveListener listener in listeners) listener.End();
        }
    }

    private byte[] HelloTo() => performing is null ? Bytes([new ByeMessage("nothing plays at the moment")]) : Bytes([performing.Hello()]);

    private void Overhear(Message message)
    {
        if (lines.Count < MostWaitingLines) lines.Enqueue(message);
    }

    private void Run()
    {
        while (!stop.Wait(Every))
        {
            lock (gate)
            {
                if (performing is not null) Tell(performing);
            }
        }
    }

    private void Tell(Performing plays)
    {
        news.Clear();
        while (lines.TryDequeue(out Message line)) plays.Say(line, news);
        plays.Follow(news);
        if (clients.Count + listeners.Count > 0) plays.Look(news, clients.Count, Dropped);
        quiet += Every;
        bool isFrame = clients.Count > 0 && (news.Count > 0 || quiet >= AtLeast);
        if (!isFrame && listeners.Count == 0) return;

        news.Insert(0, plays.Clock());
        foreach (ILiveListener listener in listeners) listener.Hear(news);
        if (!isFrame) return;

        quiet = TimeSpan.Zero;
        byte[] frame = Bytes(news);
        foreach (LiveClient client in clients) client.Send(frame);
    }
}
