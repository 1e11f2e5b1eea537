using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>What is done beside the music, one of each kind at a time, the others waiting in their order.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class JobBoard(Workroom room) : IAsyncDisposable
{
    public const int MostWaiting = 8, MostKept = 50;

    /// <summary>What jobs that are over may hold in all; the oldest go first, the newest stays.</summary>
    private const long MostBytes = 2L << 30;

    private readonly List<Job> jobs = [];       // the newest last
    private readonly Dictionary<string, Task> workers = [];
    private readonly Lock door = new();
    private bool isClosed;

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<Job> Jobs
    {
        get
        {
            lock (door) return [.. jobs];
        }
    }

    /// <exception cref="RefusedException">There is none.</exception>
    public Job Find(string id)
    {
        lock (door)
        {
            return jobs.Find(job => job.Id == id)
                ?? throw new RefusedException(StatusCodes.Status404NotFound, "There is no such job any more: the last fifty are kept. See which there are: /api/jobs");
        }
    }

    /// <summary>Puts up a job.</summary>
    /// <param name="prepare">Lays into the job's folder what it needs.</param>
    /// <exception cref="RefusedException">Too many of its kind wait.</exception>
    public Job Post(string kind, string name, Action<string> prepare, Func<Job, CancellationToken, Task<JsonObject>> work)
    {
        CheckRoom(kind);
        string id = RandomNumberGenerator.GetHexString(12, lowercase: true), folder = room.Folder(id);
        var job = new Job(id, kind, Shown(name), folder, work);
        try
        {
            prepare(folder);
            lock (door)
            {
                CheckRoom(kind);
                jobs.Add(job);
                if (!workers.TryGetValue(kind, out Task? worker) || worker.IsCompleted) workers[kind] = Task.Run(() => Work(kind));
            }
        }
        catch
        {
            Drop(job);
            throw;
        }

        Forget();
        return job;
    }

    /// <summary>Stops all of them, and what they started.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] working;
        lock (door)
        {
            isClosed = true;
            working = [.. workers.Values];
        }

        foreach (Job job in Jobs) job.Cancel();
        await Task.WhenAll(working);
        foreach (Job job in Jobs) Drop(job);
    }

    private void CheckRoom(string kind)
    {
        lock (door)
        {
            if (isClosed) throw new RefusedException(StatusCodes.Status503ServiceUnavailable, "The program is about to end. Start it again first.");
            if (jobs.Count(job => job.Kind == kind && job.State == JobState.Waiting) >= MostWaiting)
                throw new RefusedException(StatusCodes.Status429TooManyRequests, $"{MostWaiting} jobs of this kind wait already. Wait until one is done, or cancel one.");
        }
    }

    private async Task Work(string kind)
    {
        while (Next(kind) is { } job)
        {
            await job.Run();
            if (job.State != JobState.Done) Workroom.TryDelete(job.Folder);
            Forget();
        }
    }

    private Job? Next(string kind)
    {
        lock (door)
        {
            Job? next = jobs.Find(job => job.Kind == kind && job.State == JobState.Waiting);
            if (next is null) workers.Remove(kind);     // under the same lock as a new job's worker
            return next;
        }
    }

    private void Forget()
    {
        var gone = new List<Job>();
        lock (door)
        {
            long bytes = 0;
            for (int i = jobs.Count - 1, newer = 0; i >= 0; i--, newer++)
            {
                if (!jobs[i].IsOver) continue;

                bytes += Size(jobs[i].Folder);
                if (newer < MostKept && (newer == 0 || bytes <= MostBytes)) continue;

                gone.Add(jobs[i]);
                jobs.RemoveAt(i);
            }
        }

        gone.ForEach(Drop);
    }

    private static void Drop(Job job)
    {
        Workroom.TryDelete(job.Folder);
        job.Dispose();
    }

    private static long Size(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    private static string Shown(string name) => new([.. name.Where(sign => !char.IsControl(sign)).Take(100)]);
}
