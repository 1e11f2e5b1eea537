using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Takes commands from the terminal's keys and from other programs, and keeps what is learned.</summary>
internal sealed class CommandPost : IDisposable
{
    private readonly Ensemble ensemble;
    private readonly Commentary commentary;
    private readonly ControlsPlace place;
    private readonly IReadOnlyList<Binding> calls;
    private readonly CommandSocket? socket;

    /// <param name="place">Where controls are kept.</param>
    /// <param name="calls">Those of the set list, which are not kept.</param>
    public CommandPost(Ensemble ensemble, Commentary commentary, ControlsPlace place, IReadOnlyList<Binding> calls)
    {
        this.ensemble = ensemble;
        this.commentary = commentary;
        this.place = place;
        this.calls = calls;
        if (ensemble.Controls is { } controls)
        {
            controls.Changed += Keep;
            controls.Refused += Refuse;
        }

        try
        {
            socket = new CommandSocket(Obey);
        }
        catch (LivePerformerException fault)
        {
            Terminal.Complain(fault.Message);
        }
    }

    /// <summary>A key of the terminal.</summary>
    public void OnKey(ConsoleKeyInfo key)
    {
        if (!ConsoleKeys.TryGet(key, out ConsoleKeyCommand pressed)) return;

        try
        {
            commentary.Say(Obey(pressed.Now(ensemble.Performer.IsStopped, Standing)));
        }
        catch (LivePerformerException refusal)
        {
            Terminal.Complain(refusal.Message);
        }
    }

    /// <returns>What was done, in a few words.</returns>
    /// <exception cref="LivePerformerException">It cannot be done.</exception>
    /// <remarks>Any thread.</remarks>
    public string Obey(StageCommand command)
    {
        int items = ensemble.Programme.Items.Count, item = Programme.PlaceOf(ensemble.Cast.Scene.Item) + 1;
        string? refusal = command.Kind switch
        {
            CommandKind.Next when item == items => $"Item {item} is the last one.",
            CommandKind.Previous when item == 1 => "Item 1 is the first one.",
            CommandKind.GoTo when !(command.Value >= 1 && command.Value <= items) => $"There are items 1 to {items}.",
            _ => null,
        };
        if (refusal is not null) throw new LivePerformerException(refusal);
        if (command.Kind == CommandKind.Panic) ensemble.Stage.Panic();      // whatever has become of the performer
        if (!ensemble.Desk.TrySend(command)) throw new LivePerformerException("The performer takes no command at the moment. Try again.");
        return CommandWords.Of(command);
    }

    public void Dispose()
    {
        socket?.Dispose();
        if (ensemble.Controls is not { } controls) return;

        controls.Changed -= Keep;
        controls.Refused -= Refuse;
    }

    private double Standing(CommandKind kind) => kind switch
    {
        CommandKind.Temperature => ensemble.Cast.Temperature,
        CommandKind.Density => ensemble.Cast.Steering.NotesPerSecond ?? 0,
        CommandKind.Loudness => ensemble.Cast.Steering.Louder ?? 0,
        _ => 0,
    };

    // On the performer's thread, which must not wait for a disk.
    private void Keep(BindingsChange change) => ThreadPool.QueueUserWorkItem(_ =>
    {
        Binding[] own = [.. change.Bindings.Where(binding => !calls.Contains(binding))];
        string? fault = place.TrySave(own);
        if (fault is not null) commentary.Complain(fault);
        else commentary.Say(change.Added == CueSign.None ? "controls were changed" : $"learned {own.FirstOrDefault(binding => binding.Sign == change.Added)}");
    });

    private void Refuse(CueSign sign, string reason) => ThreadPool.QueueUserWorkItem(_ => Terminal.Complain(reason));
}
