using System.Diagnostics;

namespace LivePerformer.Host;

/// <summary>Reads the meters for the page, four times a second.</summary>
internal sealed class MeterWatch(MeterBoard board)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(5);

    private readonly Queue<(Reading Reading, TimeSpan Cpu)> readings = new();
    private readonly Process self = Process.GetCurrentProcess();
    private long lookedAt;
    private MetersMessage? last;

    /// <summary>Null where it is too early.</summary>
    public MetersMessage? Read(Func<CueToNote> cueToNote, int pages, long feedDropped)
    {
        if (last is not null && Stopwatch.GetElapsedTime(lookedAt) < Every) return null;

        lookedAt = Stopwatch.GetTimestamp();
        Reading now = board.Read();
        self.Refresh();
        readings.Enqueue((now, self.TotalProcessorTime));
        while (now.Wall - readings.Peek().Reading.Wall > Recent) readings.Dequeue();

        (Reading from, TimeSpan cpu) = readings.Peek();
        var recent = new Stretch(from, now);
        return last = new MetersMessage
        {
            CueToNoteMs = cueToNote(),
            Callback = new(Math.Round(recent.CallbackLoad, 4), Rounded(recent.CallbackMicroseconds(0.99)), Math.Round(now.Period.TotalMicroseconds, 1)),
            Lateness = new(Rounded(recent.LatenessMilliseconds(0.99))),
            Late = now.LateNotes,
            Dropped = now.DroppedNotes,
            Stale = now.StaleNotes,
            Xruns = Math.Max(now.DeviceXruns, now.Xruns),
            Overflows = now.Overflows,
            Model = new(Math.Round(recent.Work, 4), Rounded(recent.MillisecondsPerNote), Rounded(recent.RoundMilliseconds(1))),
            Cpu = now.Wall > from.Wall ? Math.Round((self.TotalProcessorTime - cpu) / (now.Wall - from.Wall), 3) : 0,
            MemoryMib = Math.Round(self.WorkingSet64 / (double)(1 << 20), 1),
            Collections = now.Collections,
            LongestPauseMs = Math.Round(now.LongestPause.TotalMilliseconds, 2),
            Rings = [.. now.Rings.Select(ring => new RingMeter(ring.Name, Math.Round(ring.Share, 3)))],
            HumanNotes = now.HumanNotes,
            AiNotes = now.AiNotes,
            Pages = pages,
            FeedDropped = feedDropped,
            Microphone = now.Microphone is { } microphone ? Of(microphone, from, now) : null,
        };
    }

    private static MicrophoneMeter Of(MicrophoneReading heard, Reading from, Reading now)
    {
        double? Ms(double? frames) => Rounded(1000 * frames / now.SampleRate);
        TimeSpan worked = heard.Worked - (from.Microphone?.Worked ?? TimeSpan.Zero);
        return new(
            Math.Round(Math.Max(heard.PeakDb, -120), 1), heard.IsDeaf, heard.IsOpen, heard.IsBroken, heard.Notes, heard.Masked, heard.Clips,
            Ms(heard.Missed)!.Value, Ms(heard.Delays.Percentile(0.5)), Ms(heard.Delays.Percentile(0.99)), now.Wall > from.Wall ? Math.Round(worked / (now.Wall - from.Wall), 3) : 0);
    }

    /// <summary>As they stood when they were last read.</summary>
    public MetersMessage Last(Func<CueToNote> cueToNote) => last ?? Read(cueToNote, 0, 0)!;

    private static double? Rounded(double? value) => value is double number ? Math.Round(number, 2) : null;
}
