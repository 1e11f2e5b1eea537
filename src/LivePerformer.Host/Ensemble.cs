using System.Collections.Concurrent;
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
    private readonly SceneMaker maker;
    private readonly IAudioDevice device;
    private readonly StageProcessor? processor;     // null where the device makes its own
    private readonly bool isReplay;
    private volatile Cast cast;

    /// <exception cref="LivePerformerException">A preset asks for a model or a piano that is absent or broken.</exception>
    private Ensemble(Installation home, Programme programme, IAudioDevice device, ulong seed, IClock work, ReplaySeat? replay, SpscRing<TakeEntry>? written, bool keepsTake)
    {
        this.device = device;
        Programme = programme;
        isReplay = replay is not null;
        Stage = new Stage { Settings = SceneMaker.SettingsOf(programme.Items[0].Preset) };
        ISeat seat = replay as ISeat ?? new StageSeat(Stage, device.Clock, Desk.Commands);
        if (written is not null)
        {
            seat = Witness = new WitnessSeat(seat, written, () => cast!.Players.Author);
            work = Witness.Watch(work);
        }

        Take = new Take(device.SampleRate, keepsTake);
        var scheduler = new Scheduler(seat, device.SampleRate, LatencyProfile.None);
        maker = new SceneMaker(home, programme, scheduler, work, seed);
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
            maker.Dispose();
            throw;
        }

        casts[cast.Scene] = cast;
        Performer = new Performer(seat, scheduler, Take, device.SampleRate, cast.Scene, this);
    }

    public Programme Programme { get; }

    /// <summary>Who plays now.</summary>
    /// <remarks>Any thread.</remarks>
    public Cast Cast => cast;

    public Stage Stage { get; }
    public Take Take { get; }
    public Performer Performer { get; }

    /// <summary>Where the performer is told to do something.</summary>
    public CommandDesk Desk { get; } = new();

    /// <summary>Writes down what happens; null where no take is kept.</summary>
    public WitnessSeat? Witness { get; }

    /// <summary>Called on the performer's thread when another scene plays.</summary>
    public event Action<Cast>? Changed;

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

        Stage.SetBusy(slot, true);
        try
        {
            Stage.Set(slot, SceneMaker.SettingsOf(Programme.ItemAt(number).Preset));
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
            Stage.SetBusy(slot, false);
            throw;
        }
    }

    /// <summary>What was loaded is not wanted after all; the performer was not told of it.</summary>
    public void Discard(Cast unwanted)
    {
        casts.TryRemove(unwanted.Scene, out _);
        unwanted.Dispose();
        Stage.SetBusy(unwanted.Scene.Slot, false);
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
            Cast made = maker.Make(entrance.Item, entrance.Slot);
            casts[made.Scene] = made;
            return made.Scene;
        }

        foreach (Scene scene in casts.Keys)
        {
            if (scene.Item == entrance.Item && scene.Slot == entrance.Slot && scene != cast.Scene) return scene;
        }

        return null;
    }

    void IScenes.Entered(Scene scene, Scene? left)
    {
        cast = casts[scene];
        if (left is not null && casts.TryRemove(left, out Cast? over)) done.Enqueue(over);
        Changed?.Invoke(cast);
    }

    /// <param name="work">Measures who keeps up: see <see cref="FallbackImproviser"/>.</param>
    /// <param name="written">Where all that happens is written down; null: nowhere.</param>
    /// <param name="keepsTake">Whether the messages stay in memory.</param>
    /// <exception cref="LivePerformerException">A preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Create(
        Installation home, Programme programme, IAudioDevice device, ulong seed, IClock work, SpscRing<TakeEntry>? written = null, bool keepsTake = true) =>
        new(home, programme, device, seed, work, replay: null, written, keepsTake);

    /// <summary>An ensemble that plays a take again.</summary>
    /// <exception cref="LivePerformerException">A preset asks for a model or a piano that is absent or broken.</exception>
    public static Ensemble Replay(Installation home, Programme programme, IAudioDevice device, ulong seed, ReplaySeat seat) =>
        new(home, programme, device, seed, seat.Work(), seat, written: null, keepsTake: false);

    public void Dispose()
    {
        Performer.Dispose();
        Tidy();
        foreach (Cast left in casts.Values) left.Dispose();
        maker.Dispose();
        Desk.Dispose();
        Stage.Dispose();
    }
}
