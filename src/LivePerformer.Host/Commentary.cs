using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Tells what happens while music plays, on the terminal and, where it belongs there, in the take.</summary>
/// <remarks>Control thread.</remarks>
internal sealed class Commentary(Ensemble ensemble, IAudioDevice device, TakeRecorder? recorder)
{
    private Cast cast = ensemble.Cast;
    private TempoTeller tempo = new(ensemble.Cast.Scene.Conductor);
    private string? told;
    private int takeOvers;

    /// <summary>Whatever is new since the last time.</summary>
    public void Go()
    {
        if (ensemble.Cast != cast)
        {
            cast = ensemble.Cast;
            tempo = new TempoTeller(cast.Scene.Conductor);
            Remark($"item {Programme.PlaceOf(cast.Scene.Item) + 1} of {ensemble.Programme.Items.Count}, '{cast.Item.Name}', {cast.Item.Preset.Role.ToString().ToLowerInvariant()}");
        }

        PlayersLog players = ensemble.PlayersLog;
        if ((players.Failure ?? recorder?.Fault) is string problem && problem != told) Terminal.Complain(told = problem);
        if (players.TakeOvers > takeOvers)
        {
            takeOvers = players.TakeOvers;
            string line = $"another one plays: {players.Reason}";
            if (players.Reason == told) recorder?.Remark(device.Clock.Now, line);
            else Remark(line);
        }

        if (tempo.News() is string news) Say(news);
    }

    /// <summary>Something of which the take shall know as well.</summary>
    /// <remarks>Any thread.</remarks>
    public void Remark(string line)
    {
        recorder?.Remark(device.Clock.Now, line);
        Say(line);
    }

    /// <inheritdoc cref="Remark"/>
    public void Complain(string line)
    {
        recorder?.Remark(device.Clock.Now, line);
        Terminal.Complain(line);
    }

    /// <remarks>Any thread.</remarks>
    public void Say(string line) => Terminal.Say($"{device.Clock.Now.SinceStart:mm\\:ss\\.f}  {line}");
}
