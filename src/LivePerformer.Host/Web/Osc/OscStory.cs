using System.Reflection;
using System.Text.Json;

namespace LivePerformer.Host;

/// <summary>What happens, told in messages of OSC.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class OscStory(TimeProvider time)
{
    /// <summary>UDP loses: whoever missed a value has it after so long.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private const string Sounding = "sounding", Over = "over";
    private const double Hair = 1e-3;       // of a beat: moments come rounded to 0.1 ms

    // one address for each value of the page's state, by its name there
    private static readonly (string Address, PropertyInfo Value)[] Values =
    [
        .. typeof(StateMessage).GetProperties().Where(property => property.Name != nameof(LiveMessage.Kind) && property.DeclaringType == typeof(StateMessage))
            .Select(property => ($"{OscWords.Root}state/{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}", property)),
    ];

    private readonly OscArgument[] told = new OscArgument[Values.Length];
    private readonly Dictionary<int, NoteMessage> sounding = [];
    private StateMessage? state;
    private long toldAll;
    private GridMessage? grid;
    private long beat = long.MinValue;
    private double beatAt = double.NegativeInfinity;

    public IEnumerable<OscMessage> Begin(HelloMessage hello)
    {
        (grid, beat, beatAt) = (hello.Grids.Count > 0 ? hello.Grids[^1] : null, long.MinValue, double.NegativeInfinity);
        state = hello.State;
        return All();
    }

    /// <param name="news">The clock first.</param>
    public IEnumerable<OscMessage> Hear(IReadOnlyList<LiveMessage> news)
    {
        // what ends goes first, for the same key may begin again in this very round; and a short note may begin and end in it
        foreach (LiveMessage message in news)
        {
            if (message is not NoteMessage { State: Over } note) continue;
            if (!sounding.Remove(note.Id)) yield return Note(note, note.Velocity);
            yield return Note(note, 0);
        }

        foreach (LiveMessage message in news)
        {
            switch (message)
            {
                case NoteMessage { State: Sounding } note when sounding.TryAdd(note.Id, note):
                    yield return Note(note, note.Velocity);
                    break;
                case TurnMessage turn:
                    yield return new(OscWords.Root + "turn", OscArgument.Of(turn.By));
                    break;
                case GridMessage found:
                    grid = found;
                    break;
                case StateMessage changed:
                    state = changed;
                    foreach (OscMessage value in Changes()) yield return value;
                    break;
            }
        }

        if (news.Count > 0 && news[0] is ClockMessage clock && Beat(clock.Now) is { } now) yield return now;
        if (state is null || time.GetElapsedTime(toldAll) < Again) yield break;
        foreach (OscMessage value in All()) yield return value;
    }

    /// <summary>Nothing sounds any more.</summary>
    public IEnumerable<OscMessage> End()
    {
        NoteMessage[] ended = [.. sounding.Values];
        sounding.Clear();
        (state, grid) = (null, null);
        return ended.Select(note => Note(note, 0));
    }

    private List<OscMessage> All()
    {
        toldAll = time.GetTimestamp();
        Array.Clear(told);
        return Changes();
    }

    private List<OscMessage> Changes()
    {
        var changes = new List<OscMessage>();
        for (int i = 0; i < Values.Length; i++)
        {
            OscArgument value = Argument(Values[i].Value.GetValue(state));
            if (value == told[i]) continue;

            told[i] = value;
            changes.Add(new OscMessage(Values[i].Address, value));
        }

        return changes;
    }

    private OscMessage? Beat(double now)
    {
        if (grid is not { Bpm: > 0 } beats) return null;

        double place = beats.Beat + ((now - beats.Anchor) * beats.Bpm / 60) + Hair;
        long number = (long)Math.Floor(place);
        if (number == beat || (now - beatAt) * beats.Bpm / 60 < 0.5) return null;       // a tempo that is found moves a little: no beat twice

        beat = number;
        if (place - number > 0.5) return null;          // too late for it

        beatAt = now;
        long bar = Math.DivRem(number, beats.BeatsPerBar, out long inBar);
        if (inBar < 0) (bar, inBar) = (bar - 1, inBar + beats.BeatsPerBar);
        return new(OscWords.Root + "beat", OscArgument.Of((int)inBar + 1), OscArgument.Of((int)bar + 1));
    }

    private static OscMessage Note(NoteMessage note, int velocity) =>
        new($"{OscWords.Root}note/{note.By}", OscArgument.Of(note.Pitch), OscArgument.Of(velocity));

    private static OscArgument Argument(object? value) => value switch
    {
        bool yes => OscArgument.Of(yes),
        int number => OscArgument.Of(number),
        double number => OscArgument.Of((float)number),
        RecordingState part => OscArgument.Of(part.Name),
        _ => OscArgument.Of(value as string ?? ""),
    };
}
