using System.Reflection;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;
using LivePerformer.Inference;

namespace LivePerformer.Host;

/// <summary>A performance as the page sees it.</summary>
/// <remarks>One thread at a time, but for <see cref="Keys"/>, <see cref="Obey"/> and <see cref="Record"/>.</remarks>
internal sealed class Performing
{
    private const int RingEntries = 1 << 14;
    private const int EachState = 3, EachPorts = 8;         // rounds, of which there are thirty a second
    private const int MostSaid = 300, MostGrids = 10_000;
    private const double RecentSeconds = 60;
    private const double Quietest = -60, Loudest = 24;      // decibels

    private static readonly string Product = typeof(Performing).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly Ensemble ensemble;
    private readonly IAudioDevice device;
    private readonly MeterBoard board;
    private readonly CommandPost post;
    private readonly TakeRecorder? recorder;
    private readonly SpscRing<TakeEntry> watched;
    private readonly IReadOnlyList<PresetState> presets;
    private readonly IReadOnlyList<string> setLists;
    private readonly Roll roll;
    private readonly List<SaidMessage> said = [];
    private readonly List<GridMessage> grids = [];
    private readonly List<RollNote> changes = [];
    private readonly List<int> vanished = [];
    private readonly List<RollPedal> moved = [];
    private readonly List<Turn> turned = [];
    private readonly MeterWatch meters;
    private readonly PortWatch ports;
    private readonly Lock door = new();
    private volatile RecordingState? recording;
    private bool closed;
    private Pulse? pulse;
    private StateMessage? state;
    private PortsMessage? told;
    private IReadOnlyList<Binding>? bound;
    private int rounds;
    private long unwatched;
    private long saidCount;

    public Performing(Ensemble ensemble, IAudioDevice device, MeterBoard board, CommandPost post, TakeRecorder? recorder, SpscRing<TakeEntry> watched, Installation home)
    {
        this.ensemble = ensemble;
        this.device = device;
        this.board = board;
        this.post = post;
        this.recorder = recorder;
        this.watched = watched;
        presets = [.. PresetFile.List(home.PresetFolders).Where(found => found.Preset is not null)
            .Select(found => new PresetState(found.Preset!.Name, found.Preset.Description, Word(found.Preset.Role)))];
        setLists = [.. SetListFile.In(home.PresetFolders).Select(SetListFile.NameOf)];
        roll = new Roll(device.SampleRate);
        meters = new MeterWatch(board);
        ports = new PortWatch(ensemble, device);
        Keys = new PageKeys(ensemble.Stage);
    }

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public PageKeys Keys { get; }

    /// <summary>The file of the take; null where none is kept.</summary>
    public string? Take => recorder?.Path;

    /// <summary>The way from the performer to the page.</summary>
    public static SpscRing<TakeEntry> NewRing() => new(RingEntries);

    /// <returns>What was done, in a few words.</returns>
    /// <exception cref="LivePerformerException">It cannot be done.</exception>
    public string Obey(string words)
    {
        if (!CommandWords.TryParse(words, out StageCommand command, out string? fault)) throw new LivePerformerException(fault);
        lock (door)
        {
            CheckOpen();
            return post.Obey(command);
        }
    }

    /// <param name="db">Against what the presets say.</param>
    /// <exception cref="LivePerformerException">The performance is over.</exception>
    public void TurnVolume(double db)
    {
        lock (door)
        {
            CheckOpen();
            ensemble.VolumeDb = Math.Clamp(db, Quietest, Loudest);
        }
    }

    /// <summary>Begins or ends a part of the take that is listed by itself.</summary>
    /// <exception cref="LivePerformerException">No take is kept.</exception>
    public string Record(bool on, string? name)
    {
        lock (door)
        {
            CheckOpen();
            RecordPart(on, name);
        }

        return on ? "recording a part" : "the part is recorded";
    }

    /// <summary>A note on an output, to try it.</summary>
    /// <exception cref="LivePerformerException">There is no such output.</exception>
    public string Try(string port)
    {
        int? output = port == RouteSettings.Piano ? null : ports.OutputOf(port);
        if (!Keys.TryTrial(output)) throw new LivePerformerException("The sound does not run at the moment. Try again.");

        return $"a note on {port}";
    }

    /// <summary>Something was said on the terminal.</summary>
    public void Say(Message message, List<LiveMessage> news)
    {
        var line = new SaidMessage(++saidCount, Seconds(device.Clock.Now), message.Text, message.IsComplaint);
        if (said.Count == MostSaid) said.RemoveAt(0);
        said.Add(line);
        news.Add(line);
    }

    /// <summary>What was played and planned since the last time; also where nobody looks, for who comes later.</summary>
    public void Follow(List<LiveMessage> news)
    {
        See(news);
        if (ensemble.Cast.Conductor.Pulse is { } beats && beats != pulse) news.Add(Keep(pulse = beats));
    }

    /// <summary>What else is new since the last time.</summary>
    public void Look(List<LiveMessage> news, int pages, long feedDropped)
    {
        int round = rounds++;
        if (round % EachState == 0 && State() is { } now && now != state) news.Add(state = now);
        if (meters.Read(Latencies, pages, feedDropped) is { } measured) news.Add(measured);
        if (ports.Active() is { } active) news.Add(active);
        if (round % EachPorts == 0 && ports.Links() is { } linked && !Same(linked, told)) news.Add(told = linked);
        if (ensemble.Controls?.Bindings is { } bindings && bindings != bound)
        {
            bound = bindings;
            news.Add(Controls());
        }
    }

    /// <summary>All that who comes now must know; those who are there already are told of it by <see cref="Look"/>.</summary>
    public HelloMessage Hello()
    {
        long now = device.Clock.Now.ToFrame(device.SampleRate), from = now - (long)(RecentSeconds * device.SampleRate);
        return new HelloMessage
        {
            Product = Product,
            Id = Id,
            Now = Seconds(now),
            Device = new(device.Name, Kind, device.SampleRate, device.BlockFrames),
            Programme = ensemble.Programme.Name,
            Items = [.. ensemble.Programme.Items.Select(item => new ItemState(item.Name, item.Preset.Name, item.Preset.Description, Word(item.Preset.Role)))],
            Presets = presets,
            SetLists = setLists,
            Sound = Kind == "page",
            Take = Path.GetFileName(Take),
            Ranges = Ranges(),
            Keys = [.. NotesBetween(from, long.MaxValue).Select(Of)],
            Pedals = [.. roll.Pedals.Where(pedal => pedal.At >= from).Select(Of)],
            Turns = [.. roll.Turns.Where(turn => Seconds(turn.At) >= Seconds(from)).Select(Of)],
            Grids = [.. grids.Where((_, i) => i == grids.Count - 1 || grids[i + 1].At >= Seconds(from))],
            Said = [.. said],
            State = State(),
            Ports = ports.Links(),
            Controls = Controls(),
            Meters = meters.Last(Latencies),
        };
    }

    /// <summary>A stretch of what was played.</summary>
    /// <param name="most">So many notes.</param>
    public RollPage Between(double from, double to, int most)
    {
        long first = Frame(from), last = Frame(to);
        NoteMessage[] notes = [.. NotesBetween(first, last).Take(most + 1).Select(Of)];
        return new RollPage(
            notes.Length > most ? notes[..most] : notes,
            [.. roll.Pedals.Where(pedal => pedal.At >= first && pedal.At <= last).Take(most).Select(Of)],
            [.. roll.Turns.Where(turn => Seconds(turn.At) >= from && Seconds(turn.At) <= to).Take(most).Select(Of)],
            [.. grids.Where((grid, i) => grid.At <= to && (i == grids.Count - 1 || grids[i + 1].At >= from))],
            notes.Length > most);
    }

    /// <summary>Nobody at the page may do anything any more.</summary>
    public void Close()
    {
        Keys.Close();
        lock (door) closed = true;
    }

    public ClockMessage Clock() => new(Seconds(device.Clock.Now));

    private string Kind => device is JackDevice ? "jack" : device.Name == SoundOutlet.DeviceName ? "page" : "silent";

    private void CheckOpen()
    {
        if (closed) throw new LivePerformerException("The performance is over.");
    }

    private void RecordPart(bool on, string? name)
    {
        if (recorder is null) throw new LivePerformerException("No take is kept. Start again without --no-record, or with --record FOLDER.");

        RecordingState? now = recording;
        if (on && now is null)
        {
            string called = string.IsNullOrWhiteSpace(name) ? "part" : new string([.. name.Trim().Where(c => !char.IsControl(c)).Take(60)]);
            recording = new RecordingState(Seconds(device.Clock.Now), called);
            recorder.Remark(device.Clock.Now, TakePart.Begins(called));
        }
        else if (!on && now is not null)
        {
            recording = null;
            recorder.Remark(device.Clock.Now, TakePart.Ends);
        }
    }

    private void See(List<LiveMessage> news)
    {
        roll.Item = (short)Programme.PlaceOf(ensemble.Cast.Scene.Item);
        while (watched.TryRead(out TakeEntry entry))
        {
            if (entry.IsHuman) ports.Hear(entry.HeardEvent.Port);
            roll.Add(entry);
        }

        if (ensemble.Witness!.Unwatched is long missed && missed != unwatched)
        {
            unwatched = missed;
            roll.Doubt(device.Clock.Now.ToFrame(device.SampleRate));
        }

        roll.Take(changes, vanished, moved, turned);
        news.AddRange(changes.Select(Of));
        if (vanished.Count > 0) news.Add(new GoneMessage([.. vanished]));
        news.AddRange(moved.Select(Of));
        news.AddRange(turned.Select(Of));
        changes.Clear();
        vanished.Clear();
        moved.Clear();
        turned.Clear();
    }

    private GridMessage Keep(Pulse beats)
    {
        double at = Seconds(beats.At);
        var grid = beats.Grid is { } known
            ? new GridMessage(at, Seconds(known.Anchor), Math.Round(known.AnchorBeat, 4), Math.Round(known.Bpm, 3), known.BeatsPerBar, Word(beats.Source))
            : new GridMessage(at, at, 0, 0, ensemble.Cast.Conductor.BeatsPerBar, Word(beats.Source));
        if (grids.Count == MostGrids) grids.RemoveRange(0, MostGrids / 4);
        grids.Add(grid);
        return grid;
    }

    private CueToNote Latencies() => new(Rounded(Percentiles.Of(roll.Answers, 0.5)), Rounded(Percentiles.Of(roll.Answers, 0.99)));

    private static double? Rounded(double? value) => value is double number ? Math.Round(number, 2) : null;

    private StateMessage State()
    {
        Cast cast = ensemble.Cast;
        Conductor conductor = cast.Conductor;
        Steering steering = cast.Steering;
        Pulse beats = conductor.Pulse;
        return new StateMessage
        {
            Turn = Word(board.Turn),
            Stopped = ensemble.Performer.IsStopped,
            Item = Programme.PlaceOf(cast.Scene.Item),
            Role = Word(cast.Role),
            Temperature = cast.Temperature,
            Density = steering.NotesPerSecond ?? 0,
            Loudness = steering.Louder ?? 0,
            Scale = CommandWords.ValueOf(CommandKind.Scale, (double)steering.Scale),
            Tonic = CommandWords.ValueOf(CommandKind.Tonic, (double)steering.Tonic),
            Chord = steering.Chord.ToString(),
            FollowChord = steering.FollowChord,
            Lowest = steering.Lowest.Number,
            Highest = steering.Highest.Number,
            BeatsPerBar = conductor.BeatsPerBar,
            Metronome = conductor.IsClicking,
            Entry = Word(conductor.Entry),
            Tempo = Math.Round(beats.Grid?.Bpm ?? 0, 2),
            TempoSource = Word(beats.Source),
            Volume = ensemble.VolumeDb,
            Model = cast.Model.Name,
            Player = board.PlayerName,
            TakeOvers = ensemble.PlayersLog.TakeOvers,
            Recording = recording,
            Learning = ensemble.Controls?.Learning is { } lesson ? CommandWords.Of(lesson) : null,
        };
    }

    private ControlsMessage Controls() => new([.. (ensemble.Controls?.Bindings ?? []).Select(binding => new BoundControl(SignWords.Of(binding.Sign), CommandWords.Of(binding.Lesson)))]);

    private static Dictionary<string, double[]> Ranges()
    {
        var ranges = new Dictionary<string, double[]> { ["volume"] = [Quietest, Loudest] };
        foreach (CommandKind kind in CommandWords.Bindable)
        {
            if (CommandWords.RangeOf(kind) is (double least, double most)) ranges[CommandWords.Of(kind)] = [least, most];
        }

        return ranges;
    }

    private IEnumerable<RollNote> NotesBetween(long from, long to) =>
        roll.Notes.Where(note => note.State != NoteState.Gone && note.On <= to && (note.Off < 0 || note.Off >= from));

    private NoteMessage Of(RollNote note) => new(
        note.Id, Word(note.By), note.Pitch, note.Velocity, Seconds(note.On), note.Off < 0 ? null : Seconds(note.Off), Word(note.State), note.Port, note.Player, note.Item);

    private PedalMessage Of(RollPedal pedal) => new(Word(pedal.By), pedal.Controller, pedal.Value, Seconds(pedal.At), pedal.Port);

    private TurnMessage Of(Turn turn) => new(Word(turn.Source), Seconds(turn.At));

    private static bool Same(PortsMessage one, PortsMessage? other) => other is not null && one.Ports.Count == other.Ports.Count
        && one.Ports.Zip(other.Ports).All(pair => pair.First.Name == pair.Second.Name && pair.First.Connected.SequenceEqual(pair.Second.Connected) && pair.First.Lost.SequenceEqual(pair.Second.Lost));

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static double Seconds(TimePoint time) => Math.Round(time.Seconds, 4);

    private double Seconds(long frame) => Math.Round((double)frame / device.SampleRate, 4);

    private long Frame(double seconds) => (long)(Math.Clamp(seconds, 0, 1e9) * device.SampleRate);
}
