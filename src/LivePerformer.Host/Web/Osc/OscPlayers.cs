using System.Net;

namespace LivePerformer.Host;

/// <summary>Who plays by OSC: UDP knows no goodbye, so what somebody holds comes up after a minute in which he says nothing.</summary>
/// <param name="letGo">Lets up what he holds.</param>
/// <remarks>One thread.</remarks>
internal sealed class OscPlayers(TimeProvider time, Action<IPAddress> letGo)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<IPAddress, long> heard = [];

    public void Hear(IPAddress player) => heard[player] = time.GetTimestamp();

    public void Look()
    {
        foreach ((IPAddress player, long last) in heard)
        {
            if (time.GetElapsedTime(last) < Patience) continue;

            heard.Remove(player);
            letGo(player);
        }
    }
}
