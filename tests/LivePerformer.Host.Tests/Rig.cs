using LivePerformer.Core;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>Hands at the keys of a performance, and ears at its outputs.</summary>
internal sealed class Rig : IDisposable
{
    private const byte Mark = 119;      // a controller without a meaning

    private readonly int before, beforePlayed;
    private int marks;

    /// <param name="outputs">Those of the performance, in the order of the ears' numbers.</param>
    public Rig(JackServer server, params string[] outputs)
    {
        Ears = Probe.Listening(server, outputs.Length == 0 ? [Venue.Out] : outputs);
        Hands = Probe.Playing(server, Venue.Keys);
        JackServer.Until(
            () =>
            {
                Hands.Play(MidiMessage.Control(0, Mark, 0));
                Thread.Sleep(20);
                return Ears.Heard.Count > 0;
            },
            "for the first message to come through");
        WaitForAll();
        (before, beforePlayed) = (Ears.Heard.Count, Hands.Played.Count);
    }

    public Probe Hands { get; }

    public Probe Ears { get; }

    public Seen[] Heard => [.. Ears.Heard.Skip(before).Where(IsMusic)];

    public Seen[] Played => [.. Hands.Played.Skip(beforePlayed).Where(IsMusic)];

    /// <summary>What left in the AI's place, and what in the human's.</summary>
    public Seen[] Ai => [.. Heard.Where(seen => seen.Message.Channel == Wire.AiChannel)];

    public void Play(IEnumerable<Seen> score)
    {
        Hands.Play(score);
        JackServer.Until(() => Hands.IsThrough, "for the score to be played");
        WaitForAll();
    }

    /// <summary>Everything that was played until now has come through, or never will.</summary>
    public void WaitForAll()
    {
        var mark = MidiMessage.Control(0, Mark, (byte)(1 + (++marks % 100)));
        Hands.Play(mark);
        JackServer.Until(() => Ears.Heard.Any(seen => seen.Message == mark), "for everything to come through");
    }

    public void Dispose()
    {
        Hands.Dispose();
        Ears.Dispose();
    }

    /// <summary>All of it came through as it was played, at frames that differ by one number.</summary>
    public static void AssertSame(IReadOnlyList<Seen> played, IReadOnlyList<Seen> heard)
    {
        Assert.Equal(played.Select(seen => seen.Message), heard.Select(seen => seen.Message));
        Assert.Single(played.Zip(heard, (p, h) => h.Frame - p.Frame).Distinct());
    }

    private static bool IsMusic(Seen seen) => !(seen.Message.IsControlChange && seen.Message.Data1 == Mark);
}
