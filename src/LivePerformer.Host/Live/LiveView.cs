using LivePerformer.Core;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LivePerformer.Host;

/// <summary>What the live console shows: the meters, whose turn it is, and what was said last.</summary>
/// <param name="title">Preset, model, device.</param>
/// <param name="keys">What the keys do, such as "c clears the warnings".</param>
/// <param name="fancy">The terminal knows more than ASCII.</param>
internal sealed class LiveView(string title, IReadOnlyList<string> keys, bool fancy)
{
    private const int MostMessages = 8;
    private const int Label = 11;
    private const int BelowNotes = 3;
    private const int WideEnoughForLongBars = 100;
    private const double Quietest = 60;         // decibels below full scale

    private static readonly Style Plain = Style.Plain, Quiet = new(Color.Grey), Strong = new(decoration: Decoration.Bold);
    private static readonly Style Good = new(Color.Green), Warning = new(Color.Yellow, decoration: Decoration.Bold), Bad = new(Color.Red, decoration: Decoration.Bold);

    /// <param name="recent">The last seconds.</param>
    /// <param name="noted">Faults up to here were seen, and warn no longer.</param>
    /// <returns>At most so many lines, none of them wider.</returns>
    public IReadOnlyList<IReadOnlyList<Segment>> Lines(Reading now, Stretch recent, Reading noted, IReadOnlyList<Message> said, int width, int height)
    {
        var lines = new List<IReadOnlyList<Segment>>
        {
            Row(Head(now, width), width),
            Row(TurnOf(now), width),
            Row(NotesOf(now), width),
            Rule(width),
            Row(CallbackOf(now, recent, width), width),
            Row(FaultsOf("lateness", now, recent, noted, ("late", r => r.LateNotes), ("dropped", r => r.DroppedNotes), ("stale", r => r.StaleNotes))
                .Append(new($"   p99 {Number(recent.LatenessMilliseconds(0.99), "0.0")} ms", Plain)), width),
            Row(FaultsOf("xruns", now, recent, noted, ("device", r => r.DeviceXruns), ("callback", r => r.Xruns), ("overflows", r => r.Overflows)), width),
            Row(RingsOf(now), width),
            Row(ModelOf(recent, width), width),
            Row([Name("collector"), new($"{now.Collections} pauses, the longest {now.LongestPause.TotalMilliseconds:0.0} ms, together {now.Paused.TotalMilliseconds:0} ms", Plain)], width),
            Rule(width),
        };
        if (now.Microphone is { } microphone) lines.Insert(BelowNotes, Row(MicrophoneOf(microphone, noted.Microphone?.Clips ?? 0, width), width));
        List<string> footer = Footer(width, Math.Max(1, height / 6));
        int room = Math.Clamp(height - lines.Count - footer.Count, 0, MostMessages);
        foreach (Message message in said.Skip(Math.Max(0, said.Count - room)).Take(room))
            lines.Add(Row([new(" " + Printable(message.Text), message.IsComplaint ? Warning : Plain)], width));
        int above = Math.Max(0, height - footer.Count);
        if (lines.Count > above) lines.RemoveRange(above, lines.Count - above);
        lines.AddRange(footer.Select(line => Row([new(line, Quiet)], width)));
        return lines;
    }

    /// <summary>The keys, in as many lines as they need and there may be; what the view itself does stands last and is kept.</summary>
    private List<string> Footer(int width, int most)
    {
        var lines = new List<string> { "" };
        foreach (string key in keys)
        {
            string longer = lines[^1].Length == 0 ? $" {key}" : $"{lines[^1]}   {key}";
            if (longer.Length > width && lines[^1].Length > 0) lines.Add($" {key}");
            else lines[^1] = longer;
        }

        if (lines.Count > most) lines.RemoveRange(most - 1, lines.Count - most);
        return lines;
    }

    private IEnumerable<Segment> Head(Reading now, int width)
    {
        var name = new Segment($" {Printable(title)}", Strong);
        string time = $"{(int)now.At.TotalMinutes:00}:{now.At.Seconds:00} ";
        yield return name;
        yield return new(new string(' ', Math.Max(1, width - name.CellCount() - time.Length)), Plain);
        yield return new(time, Strong);
    }

    private static IEnumerable<Segment> TurnOf(Reading now) =>
    [
        Name("turn"),
        now.Turn == NoteSource.Ai ? new("the AI", Good) : new("you   ", Strong),
        new("   played by ", Quiet),
        new(Printable(now.PlayerName), now.Player == 0 ? Plain : Warning),
        new(now.TakeOvers == 0 ? "" : $", {now.TakeOvers} take-overs", now.TakeOvers == 0 ? Plain : Warning),
    ];

    private static IEnumerable<Segment> NotesOf(Reading now) =>
    [
        Name("notes"),
        new($"yours {now.HumanNotes}   the AI's {now.AiNotes}", Plain),
        new("   tempo ", Quiet),
        new(now.Tempo > 0 ? $"{now.Tempo:0.0}" : "free", Plain),
        new(now.Piece.Length > 0 ? "   piece " : "", Quiet),
        new(Printable(now.Piece), Strong),
    ];

    private IEnumerable<Segment> MicrophoneOf(MicrophoneReading now, long clipsNoted, int width)
    {
        bool clips = now.Clips > clipsNoted;
        yield return Name("microphone");
        if (now.IsBroken || now.IsDeaf)
        {
            yield return new(now.IsBroken ? "is listened to no more" : "says nothing at all: is it connected?", Bad);
            yield break;
        }

        foreach (Segment part in Bar(1 + (Math.Max(now.PeakDb, -Quietest) / Quietest), Length(width), clips ? Bad : now.IsOpen ? Good : Quiet)) yield return part;
        yield return new($" {Math.Max(now.PeakDb, -99):0} dB   heard {now.Notes}   ours {now.Masked}   ", Plain);
        yield return new($"clips {now.Clips}", clips ? Bad : Plain);
    }

    private IEnumerable<Segment> CallbackOf(Reading now, Stretch recent, int width)
    {
        double load = recent.CallbackLoad;
        Style style = load > 1 ? Bad : load > 0.5 ? Warning : Good;
        return
        [
            Name("callback"),
            .. Bar(load, Length(width), style),
            new($" p50 {Number(recent.CallbackMicroseconds(0.5), "0")}  ", Plain),
            new($"p99 {Number(recent.CallbackMicroseconds(0.99), "0")}", load > 0.5 ? style : Plain),
            new($"  max {Number(recent.CallbackMicroseconds(1), "0")} of {now.Period.TotalMicroseconds:0} us", Plain),
        ];
    }

    private static IEnumerable<Segment> FaultsOf(string name, Reading now, Stretch recent, Reading noted, params (string Name, Func<Reading, long> Of)[] faults)
    {
        yield return Name(name);
        foreach ((string what, Func<Reading, long> of) in faults)
        {
            Style style = of(now) <= of(noted) ? Plain : recent.Grew(of) ? Bad : Warning;
            yield return new($"{what} {of(now)}", style);
            yield return new("   ", Plain);
        }
    }

    private IEnumerable<Segment> RingsOf(Reading now)
    {
        yield return Name("rings");
        foreach (RingFill ring in now.Rings)
        {
            Style style = ring.Share > 0.9 ? Bad : ring.Share > 0.5 ? Warning : Good;
            yield return new($"{ring.Name} ", Plain);
            foreach (Segment part in Bar(ring.Share, 4, style)) yield return part;
            yield return new($" {100 * ring.Share:0}%   ", ring.Share > 0.5 ? style : Plain);
        }
    }

    private IEnumerable<Segment> ModelOf(Stretch recent, int width)
    {
        Style style = recent.Work > 0.8 ? Warning : Good;
        return
        [
            Name("model"),
            .. Bar(recent.Work, Length(width), style),
            new($" {100 * recent.Work:0}% at work  {Number(recent.MillisecondsPerNote, "0.0")} ms a note  longest round {Number(recent.RoundMilliseconds(1), "0.0")} ms", Plain),
        ];
    }

    private static Segment Name(string label) => new(' ' + label.PadRight(Label - 1), Quiet);

    private static int Length(int width) => width >= WideEnoughForLongBars ? 30 : 15;

    private IEnumerable<Segment> Bar(double share, int length, Style style)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * length);
        yield return new(new string(fancy ? '█' : '#', full), style);
        yield return new(new string(fancy ? '░' : '.', length - full), Quiet);
    }

    private IReadOnlyList<Segment> Rule(int width) => [new(new string(fancy ? '─' : '-', width), Quiet)];

    private static List<Segment> Row(IEnumerable<Segment> parts, int width)
    {
        var row = new List<Segment>();
        foreach (Segment part in parts)
        {
            int cells = part.CellCount();
            if (cells > width)
            {
                if (width > 0 && Segment.Truncate(part, width) is { } cut) row.Add(cut);
                break;
            }

            row.Add(part);
            width -= cells;
        }

        return row;
    }

    private static string Number(double? value, string format) => value is double number ? number.ToString(format) : "-";

    // A name of a file may hold anything, and so may what a driver says.
    private static string Printable(string text) => string.Create(text.Length, text, (to, from) =>
    {
        for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });
}
