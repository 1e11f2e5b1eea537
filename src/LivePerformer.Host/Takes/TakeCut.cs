using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>Takes a piece out of the middle of a take: what sounds at a cut begins or ends there, and pedals, wheels and
/// programs stand as they stood.</summary>
/// <param name="From">The first frame.</param>
/// <param name="To">The frame behind the last; null: to the end.</param>
internal readonly record struct TakeCut(long From, long? To)
{
    public static readonly TakeCut None = new(0, null);

    /// <param name="from">Seconds since the performance began; null: from its beginning.</param>
    public static TakeCut Of(double? from, double? to, int sampleRate) =>
        new(TimePoint.FromSeconds(from ?? 0).ToFrame(sampleRate), to is { } end ? TimePoint.FromSeconds(end).ToFrame(sampleRate) : null);

    public bool IsWhole => this == None;

    /// <summary>The events of the piece, on its own clock: its first frame is 0.</summary>
    /// <param name="events">In the order in which they left.</param>
    public IReadOnlyList<TakeEvent> Of(IReadOnlyList<TakeEvent> events)
    {
        if (IsWhole) return events;

        long from = From, to = To ?? long.MaxValue;
        var state = new State();
        var piece = new List<TakeEvent>();
        int next = 0;
        for (; next < events.Count && events[next].SentFrame < from; next++) state.Add(events[next]);
        piece.AddRange(state.Restore(0));
        for (; next < events.Count && events[next].SentFrame < to; next++)
        {
            state.Add(events[next]);
            piece.Add(events[next] with { DueFrame = Math.Max(0, events[next].DueFrame - from), SentFrame = events[next].SentFrame - from });
        }

        if (To is { } end) piece.AddRange(state.Release(end - from));
        return piece;
    }

    /// <summary>What is held, and how everything else stands.</summary>
    private sealed class State
    {
        private readonly Dictionary<(NoteSource Source, byte Status, byte Key), MidiMessage> dials = [];
        private readonly Dictionary<(NoteSource Source, byte Channel, byte Pitch), MidiMessage> keys = [];

        public void Add(in TakeEvent played)
        {
            (NoteSource source, MidiMessage message) = (played.Source, played.Message);
            if (message.IsSystem) return;
            if (message.IsNoteOn) keys[(source, message.Channel, message.Data1)] = message;
            else if (message.IsNoteOff) keys.Remove((source, message.Channel, message.Data1));
            else if (message.IsAllNotesOff) LiftAll(source, message.Channel);
            else if (message.Kind is not 0xA0) dials[(source, message.Status, message.IsControlChange ? message.Data1 : (byte)0)] = message;
        }

        public IEnumerable<TakeEvent> Restore(long frame) =>
        [
            .. dials.OrderBy(dial => dial.Key).Select(dial => new TakeEvent(dial.Key.Source, frame, frame, dial.Value)),
            .. keys.OrderBy(key => key.Key).Select(key => new TakeEvent(key.Key.Source, frame, frame, key.Value)),
        ];

        public IEnumerable<TakeEvent> Release(long frame) =>
        [
            .. keys.OrderBy(key => key.Key).Select(key => new TakeEvent(key.Key.Source, frame, frame, MidiMessage.NoteOff(key.Key.Channel, new Pitch(key.Key.Pitch)))),
            .. dials.Where(dial => IsPedal(dial.Value) && dial.Value.Data2 > 0).OrderBy(dial => dial.Key)
                .Select(dial => new TakeEvent(dial.Key.Source, frame, frame, MidiMessage.Control(dial.Value.Channel, dial.Value.Data1, 0))),
        ];

        private void LiftAll(NoteSource source, byte channel)
        {
            foreach (var key in keys.Keys.Where(key => key.Source == source && key.Channel == channel).ToArray()) keys.Remove(key);
        }

        private static bool IsPedal(MidiMessage message) => message.IsControlChange && message.Data1 is (ControlChange.Sustain or ControlChange.Sostenuto or ControlChange.Soft);
    }
}
