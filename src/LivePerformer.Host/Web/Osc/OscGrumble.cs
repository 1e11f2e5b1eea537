using System.Net;

namespace LivePerformer.Host;

/// <summary>Counts what is wrong with what comes in, and says it once a minute at most.</summary>
/// <remarks>One thread.</remarks>
internal sealed class OscGrumble(TimeProvider time, Action<string> say)
{
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private long? last;
    private int broken, foreign, tooMuch;
    private IPAddress? brokenFrom, stranger;

    /// <summary>Something came that is no OSC.</summary>
    public void Broken(IPAddress from) => (broken, brokenFrom) = (broken + 1, from);

    /// <summary>Somebody spoke who is not heard.</summary>
    public void Foreign(IPAddress from) => (foreign, stranger) = (foreign + 1, from);

    /// <summary>Something was not looked at, for there was too much.</summary>
    public void TooMuch() => tooMuch++;

    /// <summary>Says what there is to say, if it is time.</summary>
    public void Look()
    {
        if (broken + foreign + tooMuch == 0 || (last is long said && time.GetElapsedTime(said) < Rest)) return;

        var parts = new List<string>();
        if (broken > 0) parts.Add($"{broken} of what came cannot be read, the last from {brokenFrom}: send OSC 1.0 or 1.1 over UDP");
        if (foreign > 0) parts.Add($"{foreign} came from senders who are not heard, the last from {stranger}: --osc-from {stranger} lets it in");
        if (tooMuch > 0) parts.Add($"{tooMuch} were too many, more than {OscReceiver.MostASecond} a second: send less");
        say($"OSC: {string.Join("; ", parts)}.");
        (last, broken, foreign, tooMuch) = (time.GetTimestamp(), 0, 0, 0);
    }
}
