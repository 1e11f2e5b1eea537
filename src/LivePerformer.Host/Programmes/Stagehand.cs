using System.Collections.Concurrent;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Gets the next item ready while the one before plays, and whatever else is asked for as fast as it can.</summary>
/// <remarks>A thread of its own, which loads; the music does not wait for it.</remarks>
internal sealed class Stagehand : IDisposable
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(20);

    private readonly Ensemble ensemble;
    private readonly Action<string> complain;
    private readonly BlockingCollection<StageCommand> wishes = [];
    private readonly IDisposable listening;
    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();
    private Cast? next;         // lies ready
    private int wanted;         // the number of the item that was last asked for
    private int spoilt = -1;    // could not be loaded, and was said so

    /// <param name="complain">Told in one line what could not be loaded.</param>
    public Stagehand(Ensemble ensemble, Action<string> complain)
    {
        this.ensemble = ensemble;
        this.complain = complain;
        listening = ensemble.Wishes.Subscribe(Ask);
        thread = new Thread(Run) { Name = "stagehand", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        thread.Start();
    }

    /// <summary>The place in the programme that plays or was asked for last.</summary>
    public int Place => Programme.PlaceOf(Volatile.Read(ref wanted));

    /// <summary>Another performer waits for a scene: what played before it failed is got ready anew.</summary>
    /// <remarks>Any thread.</remarks>
    public void Again() => Ask(new(CommandKind.Enter));

    /// <remarks>Any thread.</remarks>
    public void Ask(StageCommand wish)
    {
        if (!stop.IsSet) wishes.Add(wish);
    }

    public void Dispose()
    {
        stop.Set();
        listening.Dispose();
        wishes.CompleteAdding();
        thread.Join();
        wishes.Dispose();
        stop.Dispose();
    }

    private void Run()
    {
        while (!stop.IsSet)
        {
            if (wishes.TryTake(out StageCommand wish, Round) && TryAim(wish)) Fetch();
            ensemble.Tidy();
            GetReady();
        }
    }

    /// <summary>Where everything leads that was asked for until now.</summary>
    private bool TryAim(StageCommand wish)
    {
        int before = wanted, target = wanted, last = ensemble.Programme.Items.Count - 1;
        bool asked = false, again = false;
        do
        {
            int place = Programme.PlaceOf(target);
            int? aim = wish.Kind switch
            {
                CommandKind.Next when place < last => place + 1,
                CommandKind.Previous when place > 0 => place - 1,
                CommandKind.GoTo when wish.Value >= 1 && wish.Value <= last + 1 => (int)wish.Value - 1,
                CommandKind.Role when wish.Value is 0 or 1 or 2 => Programme.Variant(place, (Role)(int)wish.Value),
                _ => null,
            };
            asked |= aim is not null;
            target = aim ?? target;
            again |= wish.Kind == CommandKind.Enter;
            if (aim is null && wish.Kind != CommandKind.Enter) complain($"there is nothing to go to ({wish.Kind} at item {place + 1} of {last + 1})");
        }
        while (wishes.TryTake(out wish));

        Volatile.Write(ref wanted, target);
        if (again && next is not null)
        {
            ensemble.Discard(next);     // made for the one that failed
            next = null;
        }

        return again || (asked && (target != before || ensemble.Cast.Scene.Item != target));
    }

    private void Fetch()
    {
        Cast? fetched = next?.Scene.Item == wanted ? next : null;
        if (fetched is null && next is not null) ensemble.Discard(next);
        next = null;
        fetched ??= Load(wanted);
        if (fetched is null)
        {
            Volatile.Write(ref wanted, ensemble.Cast.Scene.Item);
            return;
        }

        while (!ensemble.Desk.TrySend(StageCommand.Enter(fetched.Scene.Item, fetched.Scene.Slot)) && !stop.Wait(Round))
        {
            // the performer takes nothing at the moment
        }
    }

    private void GetReady()
    {
        int following = Programme.PlaceOf(wanted) + 1;
        if (next is not null || following == ensemble.Programme.Items.Count || following == spoilt || ensemble.Cast.Scene.Item != wanted) return;

        next = Load(following);
        if (next is null) spoilt = following;
    }

    private Cast? Load(int number)
    {
        try
        {
            Cast? loaded = ensemble.Load(number);
            while (loaded is null && wishes.Count == 0 && !stop.Wait(Round)) loaded = ensemble.Load(number);      // what rings out frees a slot

            return loaded;
        }
        catch (LivePerformerException fault)
        {
            complain($"item {Programme.PlaceOf(number) + 1}, '{ensemble.Programme.ItemAt(number).Name}', cannot be played: {fault.Message} The one before plays on.");
            return null;
        }
    }
}
