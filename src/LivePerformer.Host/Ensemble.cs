using System.Collections.Concurrent;
using System.Reactive.Subjects;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.RealTime;

namespace LivePerformer.Host;

/// <summary>Everything that plays together in one performance, put together for one device.</summary>
/// <remarks>Construction and disposal on the control thread, disposal after the device and the performer have stopped.</remarks>
internal sealed class Ensemble : IScenes, IDisposable
{
    private readonly ConcurrentDictionary<Scene, Cast> casts = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentQueue<Cast> done = new();
    private readonly StageSettings[] settings = [.. Enumerable.Repeat(new StageSettings(), Stage.Slots)];     // as the presets have them; guards the volume
    private readonly ModelShelf shelf;
    private readonly IAudioDevice device;
    private readonly StageProcessor? processor;     // null where the device makes its own
    private readonly ISeat seat;
    private readonly IClock work;
    private readonly Installation home;
    private readonly ulong seed;
    private readonly bool isReplay;
    private readonly Subject<Turn> turns = new();
    private readonly Subject<StageCommand> wishes = new();
    private readonly List<IDisposable> following = [];
    private double volume;
    private RevocableSeat door;         // the performer's own way to the seat
    private Scheduler scheduler;
    private volatile SceneMaker maker;
    private volatile Cast cast;
    private volatile Performer performer;
    private (long Heard, long Played, TimeSpan Time) past;      // of networks whose scene is over

    /// <exception cref="LivePerformerException">A preset asks for a model or a piano that is absent or broken.</exception>
    private Ensemble(
        Installation home, Programme programme, IAudioDevice device, ulong seed, IClock work, ReplaySeat? replay, SpscRing<TakeEntry>? written, SpscRing<TakeEntry>? watched, bool keepsTake, Controls? controls)
    {
        this.home = home;
        this.device = device;
        this.seed = seed;
        Programme = programme;
        Controls = controls;
        shelf = new ModelShelf(home.Models);
        isReplay = replay is not null;
        Stage = new Stage { Settings = SceneMaker.SettingsOf(programme.Items[0].Preset) };
        settings[0] = Stage.Settings;
        seat = replay as ISeat ?? new StageSeat(Stage, device.Clock, Desk.Commands, IsVain);
        if (written is not null || watched is not null)
        {
            seat = Witness = new WitnessSeat(seat, written, () => cast!.Players.Author, watched);
            if (written is not null) work = Witness.Watch(work);
        }

        this.work = work;
        Take = new Take(device.SampleRate, keepsTake);
        door = new RevocableSeat(seat);
        scheduler = new Scheduler(Way, device.SampleRate, LatencyProfile.None);
        maker = NewMaker();
        try
        {
            var setup = new StageSetup(Stage) { First = maker.SetupOf(0), Outputs = programme.Outputs.Count };
            if (device is JackDevice jack)
                jack.Load(setup);
            else
                processor = setup.Build(device.SampleRate);
            cast = maker.Make(0, 0);
        }
        catch
        {
            shelf.Dispose();
            throw;
        }

        casts[cast.Scene] = cast;
        performer = new Performer(Way, scheduler, Take, device.SampleRate, cast.Scene, this, controls);
        Follow();
    }

    public Programme Programme { get; }

    /// <summary>Who plays now.</summary>
    /// <remarks>Any thread.</remarks>
    public Cast Cast => cast;

    public Stage Stage { get; }
    public Take Take { get; }

    /// <summary>The one that plays; after a fault another than before.</summary>
    public Performer Performer => performer;

    /// <summary>By which the human commands; null: by nothing.</summary>
    public Controls? Controls { get; }

    /// <summary>How the improvisers did, from the beginning on.</summary>
    public PlayersLog PlayersLog { get; } = new();

    /// <summary>Where the performer is told to do something.</summary>
    public CommandDesk Desk { get; } = new();

    /// <summary>Each time the turn changes hands, on the performer's thread.</summary>
    public IObservable<Turn> Turns => turns;

    /// <summary>What the performer was asked for and the host must do, on the performer's thread.</summary>
    public IObservable<StageCommand> Wishes => wishes;

    /// <summary>Writes down what happens; null where no take is kept and nobody looks on.</summary>
    public WitnessSeat? Witness { get; }

    /// <summary>Tokens that the first networks heard and chose, and how long they worked.</summary>
    public (long Heard, long Played, TimeSpan Time) ModelWork()
    {
        Inference.Improviser now = cast.Improviser;
        return (past.Heard + now.TokensHeard, past.Played + now.TokensGenerated, past.Time + now.ModelTime);
    }

    /// <summary>The performer failed or hangs: it is shut out, its notes end, and another sits in its place, who waits for a scene.</summary>
    /// <remarks>Control thread, while no thread of the old one runs, or one that hangs.</remarks>
    public Performer Replace()
    {
        door.Revoke();
        Witness?.Restart();
        return Renew();
    }

    /// <summary>No thread of a performer that was replaced runs any more: whoever played for it is let go of.</summary>
    /// <param name="replaced">Its maker.</param>
    /// <returns>False while one of them still stands there until the next has come: try again.</returns>
    /// <remarks>Control thread.</remarks>
    public bool TryLetGo(SceneMaker replaced)
    {
        foreach ((Scene scene, Cast left) in casts)
        {
            if (left.Maker != replaced || left == cast || !casts.TryRemove(scene, out _)) continue;

            Stage.Release(scene.Slot);      // where it was never entered
            done.Enqueue(left);
        }

        return cast.Maker != replaced;
    }

    /// <summary>Who makes the scenes of the performer that plays.</summary>
    public SceneMaker Maker => maker;

    /// <summary>The device has stopped: what left at last goes into the take, and a performer that hangs is shut out.</summary>
    /// <remarks>Any thread.</remarks>
    public void Close()
    {
        door.Revoke();
        performer.Record(seat);
    }

    /// <summary>From here on the device plays it.</summary>
    /// <exception cref="DeviceException">The device cannot start.</exception>
    public void Start()
    {
        if (processor is not null)
            device.Start(processor);
        else
            ((JackDevice)device).Start();
    }

    /// <summary>Gets an item ready in a slot that is free, while the music plays.</summary>
    /// <returns>Null where no slot is free: try again soon.</returns>
    /// <remarks>One thread at a time.</remarks>
    /// <exception cref="LivePerformerException">The preset asks for a model or a piano that is absent or broken.</exception>
    public Cast? Load(int number)
    {
        int slot = 0;
        while (slot < Stage.Slots && Stage.IsBusy(slot)) slot++;
        if (slot == Stage.Slots) return null;

        Stage.Reserve(slot);
        try
        {
            Set(slot, SceneMaker.SettingsOf(Programme.ItemAt(number).Preset));
            SlotSetup setup = maker.SetupOf(number);
            if (device is JackDevice jack)
                jack.Load(slot, setup);
            else
                processor!.Load(slot, setup);
            Cast loaded = maker.Make(number, slot);
            casts[loaded.Scene] = loaded;
            return loaded;
        }
        catch
        {
            Stage.Release(slot);
            throw;
        }
    }

    /// <summary>By how many decibels the built-in sound of all items is louder than their presets have it.</summary>
    /// <remarks>Any thread.</remarks>
    public double VolumeDb
    {
        get => Volatile.Read(ref volume);
        set
        {
            lock (settings)
            {
                Volatile.Write(ref volume, value);
                for (int slot = 0; slot < settings.Length; slot++) SetAloud(slot);
            }
        }
    }

    /// <summary>What was loaded is not wanted after all; the performer was not told of it.</summary>
    public void Discard(Cast unwanted)
    {
        casts.TryRemove(unwanted.Scene, out _);
        unwanted.Dispose();
        Stage.Release(unwanted.Scene.Slot);
    }

    /// <summary>Lets go of those whose scene is over.</summary>
    public void Tidy()
    {
        while (done.TryDequeue(out Cast? left)) left.Dispose();
    }

    Scene? IScenes.Find(in StageCommand entrance)
    {
        if (isReplay)
        {
            Tidy();     // nobody else does
            Cast made = maker.Make(entrance.Item, entrance.Slot);
            casts[made.Scene] = made;
            return made.Scene;
        }

        foreach ((Scene scene, Cast loaded) in casts)
        {
            if (scene.Item == entrance.Item && scene.Slot == entrance.Slot && loaded != cast && loaded.Maker == maker) return scene;
        }

        return null;
    }

    void IScenes.PassedOver(Scene scene, bool isHeard)
    {
        if (!casts.TryRemove(scene, out Cast? unwanted)) return;

        if (!isHeard) Stage.Release(scene.Slot);      // else the callback frees it, when it has rung out
        done.Enqueue(unwanted);
    }

    void IScenes.Entered(Scene scene, Scene? left)
    {
        Inference.Improviser before = cast.Improviser;
        past = (past.Heard + before.TokensHeard, past.Played + before.TokensGenerated, past.Time + before.ModelTime);
        cast = casts[scene];
        if (left is not null && casts.TryRemove(left, out Cast? over)) done.Enqueue(over);
    }

    /// <summary>Plays a take again until its end, with as many performers as there were.</summary>
    public static void Play(ReplaySeat seat, Ensemble ensemble)
    {
        seat.Play(ensemble.performer);
        while (seat.IsRestart) seat.Play(ensemble.Renew());
    }

    /// <param name="work">Measures who keeps up: see <see cref="FallbackImproviser"/>.</param>
    /// <param name="written">Where all that happens is written down; null: nowhere.</param>
    /// <param name="keepsTake">Whether the messages stay in memory.</param>
    /// <param name="watched">The way to whoever looks on.</param>
    /// <exception cref="LivePerformerException">A preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Create(
        Installation home, Programme programme, IAudioDevice device, ulong seed, IClock work, SpscRing<TakeEntry>? written = null, bool keepsTake = true, Controls? controls = null,
        SpscRing<TakeEntry>? watched = null) =>
        new(home, programme, device, seed, work, replay: null, written, watched, keepsTake, controls);

    /// <summary>An ensemble that plays a take again.</summary>
    /// <exception cref="LivePerformerException">A preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Replay(Installation home, Programme programme, IAudioDevice device, ulong seed, ReplaySeat seat, Controls? controls) =>
        new(home, programme, device, seed, seat.Work(), seat, written: null, watched: null, keepsTake: false, controls);

    public void Dispose()
    {
        performer.Dispose();
        following.ForEach(one => one.Dispose());
        turns.Dispose();
        wishes.Dispose();
        Tidy();
        // those of a performer that hung may still be at work; they go with the process
        foreach (Cast left in casts.Values.Where(left => left.Maker == maker)) left.Dispose();
        if (casts.Values.All(left => left.Maker == maker)) shelf.Dispose();
        processor?.Dispose();
        Desk.Dispose();
        Stage.Dispose();
    }

    private void Set(int slot, StageSettings wanted)
    {
        lock (settings)
        {
            settings[slot] = wanted;
            SetAloud(slot);
        }
    }

    private void SetAloud(int slot) => Stage.Set(slot, settings[slot] with { Gain = settings[slot].Gain * (float)Math.Pow(10, volume / 20) });

    private ISeat Way => isReplay ? seat : door;

    private SceneMaker NewMaker() => new(home, shelf, Programme, scheduler, isReplay ? work : door.Guard(work), PlayersLog, seed);

    private Performer Renew()
    {
        Performer failed = performer;
        door = new RevocableSeat(seat);
        scheduler = new Scheduler(Way, device.SampleRate, scheduler);
        maker = NewMaker();
        performer = new Performer(Way, scheduler, Take, device.SampleRate, first: null, this, Controls, failed);
        failed.Dispose();
        Follow();
        return performer;
    }

    // Its scene was made for a performer that failed since: a replay, which makes the scenes anew, must not enter it either.
    private bool IsVain(StageCommand command) => command.Kind == CommandKind.Enter && ((IScenes)this).Find(command) is null;

    private void Follow()
    {
        following.ForEach(one => one.Dispose());
        following.Clear();
        following.Add(performer.Turns.Subscribe(turns.OnNext));
        following.Add(performer.Wishes.Subscribe(wishes.OnNext));
    }
}
