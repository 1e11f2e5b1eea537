using System.Text.Json.Nodes;

namespace LivePerformer.Host;

/// <summary>Something that takes its time, and how far it is.</summary>
/// <remarks>Any thread.</remarks>
/// <param name="folder">Its own, gone with it.</param>
internal sealed class Job(string id, string kind, string name, string folder, Func<Job, CancellationToken, Task<JsonObject>> work) : IDisposable
{
    private const int MostPoints = 2_000;

    private readonly Lock door = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Point> curve = [];
    private JobState state;
    private double progress;
    private string text = "";
    private JsonObject? result;

    /// <summary>A point of a training's curve, in nats per token.</summary>
    /// <param name="HeldOut">On music that it does not learn from; null between two looks at that.</param>
    internal sealed record Point(double Minutes, double? Train, double? HeldOut);

    /// <summary>A job as the API tells it.</summary>
    /// <param name="State">waiting, running, done, failed or cancelled.</param>
    /// <param name="Progress">0 to 1.</param>
    /// <param name="Text">What it is at, or why it failed.</param>
    /// <param name="Result">Null until it is done.</param>
    internal sealed record JobView(string Id, string Kind, string Name, string State, double Progress, string Text, IReadOnlyList<Point> Curve, JsonObject? Result);

    public string Id { get; } = id;

    public string Kind { get; } = kind;

    public string Folder { get; } = folder;

    public JobState State
    {
        get
        {
            lock (door) return state;
        }
    }

    public bool IsOver => State is not (JobState.Waiting or JobState.Running);

    /// <param name="whole">With all of the result, also what is large.</param>
    public JobView Look(bool whole)
    {
        lock (door)
        {
            JsonObject? shown = (JsonObject?)result?.DeepClone();
            if (!whole) shown?.Remove(RehearsalJobs.Roll);
            return new(Id, Kind, name, state.ToString().ToLowerInvariant(), progress, text, [.. curve], shown);
        }
    }

    /// <summary>It is so far.</summary>
    public void Tell(double fraction, string words)
    {
        lock (door)
        {
            if (state != JobState.Running) return;
            if (double.IsFinite(fraction)) progress = Math.Clamp(fraction, progress, 1);
            text = words.ReplaceLineEndings(" ");
        }
    }

    public void Tell(Point point)
    {
        lock (door)
        {
            if (curve.Count < MostPoints) curve.Add(point);
        }
    }

    public void Cancel()
    {
        lock (door)
        {
            if (state is not (JobState.Waiting or JobState.Running)) return;
            if (state == JobState.Waiting) state = JobState.Cancelled;
        }

        stop.Cancel();
    }

    /// <summary>Does it, unless it was cancelled; whatever goes wrong is its own affair.</summary>
    public async Task Run()
    {
        lock (door)
        {
            if (state != JobState.Waiting) return;
            state = JobState.Running;
        }

        try
        {
            JsonObject made = await work(this, stop.Token);
            lock (door) (state, progress, result) = (JobState.Done, 1, made);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            lock (door) (state, text) = (JobState.Cancelled, "");
        }
        catch (Exception fault)
        {
            // also what nobody foresaw: those that wait must have their turn
            bool isForeseen = fault is Core.LivePerformerException or IOException or UnauthorizedAccessException;
            lock (door) (state, text) = (JobState.Failed, isForeseen ? fault.Message.ReplaceLineEndings(" ") : $"Something went wrong that is our fault ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Try it on the command line, and report it.");
        }
    }

    public void Dispose() => stop.Dispose();
}
