using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>A take as the page draws it, in the words of the page's API: times in seconds since the performance began.</summary>
/// <param name="Turns">Whose turn began when.</param>
/// <param name="Grids">Where the beats lie; a take does not know.</param>
/// <param name="More">There are notes that were left out.</param>
internal sealed record TakeRoll(IReadOnlyList<TakeRoll.Key> Keys, IReadOnlyList<TakeRoll.Pedal> Pedals, IReadOnlyList<TakeRoll.Turn> Turns, IReadOnlyList<TakeRoll.Grid> Grids, bool More)
{
    public const int MostKeys = 20_000;

    /// <param name="By">human or ai.</param>
    /// <param name="Off">Null: it still sounds.</param>
    /// <param name="Port">The human's input, by number.</param>
    /// <param name="Player">The AI's: 0 is the preset's model, then its fallbacks.</param>
    /// <param name="Item">Of the set list, counted from 0.</param>
    internal sealed record Key(int Id, string By, int Pitch, int Velocity, double On, double? Off, string State, int Port, int Player, int Item);

    internal sealed record Pedal(string By, int Controller, int Value, double At, int Port);

    internal sealed record Turn(string By, double At);

    internal sealed record Grid(double At, double Anchor, int Beat, double Bpm, int BeatsPerBar, string Source);

    /// <summary>Whether a file's name says that it shall hold a roll in this form, and no picture.</summary>
    public static bool IsFile(string? path) => path?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true;

    /// <param name="goesOn">The take is being played: what has no end yet has none.</param>
    public static TakeRoll Of(RecordedTake take, bool goesOn = false)
    {
        IReadOnlyDictionary<(long, byte), int> players = Players(take);
        (long Frame, int Item)[] entrances = [.. Entrances(take)];
        IEnumerable<Struck> human = take.Human.Select(heard => new Struck(NoteSource.Human, heard.Frame, heard.Message, heard.Port, 0, ItemAt(heard.Frame)));
        IEnumerable<Struck> ai = take.Ai.Where(sent => !sent.IsDropped)
            .Select(sent => new Struck(NoteSource.Ai, sent.SentFrame, sent.Message, 0, players.GetValueOrDefault((sent.DueFrame, sent.Message.Data1)), ItemAt(sent.SentFrame)));
        IEnumerable<(TimePoint, NoteSource)> turns = take.Entries.Where(entry => entry.Kind == TakeKind.Turn).Select(entry => (new TimePoint(entry.A), (NoteSource)entry.Flags));
        return Of([.. human.Concat(ai).OrderBy(struck => struck.Frame)], turns, take.Header.SampleRate, goesOn ? null : take.EndFrame);

        int ItemAt(long frame)
        {
            int item = 0;
            for (int i = 0; i < entrances.Length && entrances[i].Frame <= frame; i++) item = entrances[i].Item;
            return item;
        }
    }

    /// <summary>Of a rehearsal, which has one item and no ports.</summary>
    public static TakeRoll Of(IReadOnlyList<TakeEvent> events, IEnumerable<(TimePoint At, NoteSource By)> turns, int sampleRate) =>
        Of([.. events.Select(e => new Struck(e.Source, e.SentFrame, e.Message, 0, 0, 0))], turns, sampleRate, events.Count == 0 ? 0 : events[^1].SentFrame);

    /// <summary>The piece between two moments: what sounds there, cut to it, and how pedals and turns stood at its beginning.
    /// The clock stays that of the take.</summary>
    public TakeRoll Between(double from, double to)
    {
        Key[] keys = [.. Keys.Where(key => key.On < to && (key.Off ?? double.MaxValue) > from)
            .Select(key => key with { On = Math.Max(key.On, from), Off = key.Off is null && double.IsPositiveInfinity(to) ? null : Math.Min(key.Off ?? to, to) })];
        IEnumerable<Pedal> stood = Pedals.Where(pedal => pedal.At < from).GroupBy(pedal => (pedal.By, pedal.Port, pedal.Controller)).Select(same => same.Last() with { At = from });
        IEnumerable<Turn> turned = Turns.Where(turn => turn.At < from).TakeLast(1).Select(turn => turn with { At = from });
        return new(keys, [.. stood, .. Pedals.Where(pedal => pedal.At >= from && pedal.At < to)], [.. turned, .. Turns.Where(turn => turn.At >= from && turn.At < to)], Grids, More);
    }

    /// <summary>No more keys than an answer may have.</summary>
    public TakeRoll Bounded() => Keys.Count <= MostKeys ? this : this with { Keys = [.. Keys.Take(MostKeys)], More = true };

    /// <exception cref="LivePerformerException">The file cannot be written.</exception>
    public void Write(string path) => OutputFile.Replace(path, stream => JsonSerializer.Serialize(stream, this, JsonSerializerOptions.Web));

    private static TakeRoll Of(IReadOnlyList<Struck> events, IEnumerable<(TimePoint At, NoteSource By)> turns, int sampleRate, long? end)
    {
        var keys = new List<Key>();
        var pedals = new List<Pedal>();
        var open = new Dictionary<(NoteSource, int Port, byte Channel, byte Pitch), Struck>();
        foreach (Struck struck in events)
        {
            MidiMessage message = struck.Message;
            var key = (struck.By, struck.Port, message.Channel, message.Data1);
            if (message.IsNoteOn || message.IsNoteOff) Close(key, struck.Frame);
            if (message.IsNoteOn) open[key] = struck;
            if (message.IsControlChange && message.Data1 is (ControlChange.Sustain or ControlChange.Sostenuto or ControlChange.Soft))
                pedals.Add(new(Word(struck.By), message.Data1, message.Data2, Seconds(struck.Frame), struck.Port));
            if (!message.IsAllNotesOff) continue;

            foreach (var held in open.Keys.Where(held => held.Item1 == struck.By && held.Port == struck.Port && held.Channel == message.Channel).ToArray()) Close(held, struck.Frame);
        }

        foreach (var held in open.Keys.ToArray()) Close(held, end);
        return new([.. keys.OrderBy(key => key.On).ThenBy(key => key.Pitch).Select((key, i) => key with { Id = i + 1 })], pedals, [.. turns.Select(turn => new Turn(Word(turn.By), turn.At.Seconds))], [], false);

        void Close((NoteSource, int, byte, byte) key, long? frame)
        {
            if (!open.Remove(key, out Struck begun)) return;

            keys.Add(new(0, Word(begun.By), begun.Message.Data1, begun.Message.Data2, Seconds(begun.Frame), frame is { } off ? Seconds(Math.Max(begun.Frame, off)) : null, frame is null ? "sounding" : "over", begun.Port, begun.Player, begun.Item));
        }

        double Seconds(long frame) => TimePoint.FromFrame(frame, sampleRate).Seconds;
    }

    private static string Word(NoteSource source) => source == NoteSource.Human ? "human" : "ai";

    private static Dictionary<(long, byte), int> Players(RecordedTake take)
    {
        var players = new Dictionary<(long, byte), int>();
        foreach (TakeEntry entry in take.Entries.Where(entry => entry.Kind == TakeKind.Plan && entry.Message.IsNoteOn)) players[(entry.A, entry.Message.Data1)] = entry.Player;
        return players;
    }

    /// <summary>Which item began to play for the AI when.</summary>
    private static IEnumerable<(long Frame, int Item)> Entrances(RecordedTake take) =>
        TakeSound.Planned(take).Where(plan => plan.Due.Kind == DueKind.Enter && ((SlotPart)plan.Due.Message.Data2).HasFlag(SlotPart.Ai))
            .Select(plan => (plan.Frame, Programme.PlaceOf((int)plan.Due.Frame)));

    private readonly record struct Struck(NoteSource By, long Frame, MidiMessage Message, int Port, int Player, int Item);
}
