namespace LivePerformer.Host;

/// <summary>A line that was said while the live view was up.</summary>
internal readonly record struct Message(string Text, bool IsComplaint);

/// <summary>What was said while the live view was up: the newest lines.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class MessageLog
{
    private const int Most = 500;

    private readonly Queue<Message> messages = new();
    private readonly Lock gate = new();

    public void Add(string line, bool isComplaint)
    {
        lock (gate)
        {
            if (messages.Count == Most) messages.Dequeue();
            messages.Enqueue(new(line, isComplaint));
        }
    }

    /// <summary>The last of them, the oldest first.</summary>
    public Message[] Last(int count = Most)
    {
        lock (gate) return [.. messages.Skip(Math.Max(0, messages.Count - count))];
    }
}
