using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Benchmarks;

/// <summary>The books of a soak: what went in, what came out, and whether it is the same.</summary>
internal sealed class SoakAudit
{
    /// <summary>As on the wire.</summary>
    public const int AiChannel = 1;

    /// <summary>As on the wire: the bass of the split keyboard, an octave lower than it was played.</summary>
    private const int BassChannel = 2;
    private const int BassTranspose = -12;

    /// <summary>Seconds until another performer has all its models again.</summary>
    private const double AfterTheHang = 20;

    private readonly SoakNight night;
    private readonly List<(string Name, string Value, bool? Holds)> rows = [];

    public SoakAudit(SoakNight night)
    {
        this.night = night;
        File.WriteAllLines(Path.Combine(night.Folder, "said.txt"), [.. night.Performance.Lines, "", .. night.Performance.Complaints]);
        Happened();
        Human();
        Outputs();
        if (Directory.GetFiles(night.Folder, "*.take") is [string take]) Take(take);
        else Row("the take", "there is none", false);
        Report();
        Memory();
        foreach (string fault in night.Faults) Row("fault", fault, false);
    }

    public bool IsSound => rows.TrueForAll(row => row.Holds != false);

    public void Print()
    {
        Console.WriteLine();
        foreach ((string name, string value, bool? holds) in rows)
            Console.WriteLine($"{(holds is null ? "    " : holds == true ? "ok  " : "BAD ")}{name,-34} {value}");
        Console.WriteLine(IsSound ? "All of it holds." : $"{rows.Count(row => row.Holds == false)} of it do not hold.");
    }

    /// <summary>Nobody is sure who was called in a server's last blocks.</summary>
    private long LastBlocks => 4L * night.Plan.Frames;

    private void Happened()
    {
        SoakPlan plan = night.Plan;
        SoakedProgram program = night.Performance;
        Row("length", $"{plan.Minutes} minutes, {plan.Frames} frames at {SoakPlan.Rate} Hz, {plan.Load} processes of load, drill \"{plan.Drill}\"");
        Row("exit code of the program", $"{night.ExitCode}", night.ExitCode == 0);
        Row("switches", $"{night.Ordered} asked for, {program.Switches} entrances told, {program.Refused} refused; the right item played {night.Arrived} of {night.Ordered + 1} times", program.Refused == 0 && night.Arrived == night.Ordered + 1);
        int byHand = program.Saying("was disconnected from keys"), unplugged = program.Saying("lost 'Keyboard:out' on keys"), back = program.Saying("'Keyboard:out' is back on keys"), connected = program.Saying("'Keyboard:out' is connected with keys");
        Row("keyboard pulled", $"{night.Pulls} times; the program told of {byHand} disconnected, {unplugged} lost, {connected} connected, {back} back", byHand == (night.Pulls + 1) / 2 && unplugged == night.Pulls / 2 && back >= night.Pulls / 2);
        int lost = program.Saying("the sound server is lost"), again = program.Saying("the sound server is back");
        Row("server killed", $"{night.Deaths} times; the program told of {lost} lost, {again} back", night.Deaths == lost && lost == again);
        int failed = program.Saying("the performer failed"), hung = program.Saying("the performer hung"), drills = plan.Drills ? 1 : 0;
        Row("performers replaced", $"{failed} that failed, {hung} that hung; {drills} and {drills} were drills", failed == drills && hung == drills);
        Row("xruns seen by the listener", $"{night.Xruns}");
        Row("longest time between callbacks", $"human {night.LongestGapOfHumanMs:0.0} ms, listener {night.LongestGapOfListenerMs:0.0} ms, of {1e3 * plan.Frames / SoakPlan.Rate:0.0} ms");
        string[] complaints = [.. program.Complaints.Where(line => line.Length > 0)];
        Row("said on the error output", $"{complaints.Length} lines{(complaints.Length == 0 ? "" : $": {string.Join(" / ", complaints.Take(6))}")}");
    }

    /// <summary>Every key that was struck is seen on some output, and the time between any two is the same there.</summary>
    private void Human()
    {
        int sent = 0, exact = 0, displaced = 0, extra = 0, atDeath = 0;
        var lost = new List<string>();
        for (int i = 0; i < night.Stretches.Count; i++)
        {
            Stretch stretch = night.Stretches[i];
            Stretch? after = night.Stretches.ElementAtOrDefault(i + 1);
            (long Frame, int Note)[] played = [.. night.Sent.All[stretch.Sent..(after?.Sent ?? night.Sent.Count)].ToArray()
                .Where(taped => taped.Message.IsNoteOn).Select(taped => (taped.Frame, Note(taped.Message.Data1, 0)))];
            (long Frame, int Note)[] seen = [.. night.Heard.All[stretch.Heard..(after?.Heard ?? night.Heard.Count)].ToArray()
                .Where(taped => taped.Message.IsNoteOn && taped.Message.Channel != AiChannel)
                .Select(taped => (taped.Frame, taped.Message.Channel == BassChannel ? Note(taped.Message.Data1 - BassTranspose, 0) : Note(taped.Message.Data1, taped.Message.Channel)))];
            Matching matching = Matching.Of(played, seen);
            sent += played.Length;
            exact += matching.Exact;
            displaced += matching.Displaced;
            extra += matching.Extra;
            foreach ((long frame, int note) in matching.Lost)
            {
                if (frame >= stretch.Death - LastBlocks) atDeath++;
                else lost.Add($"key {note & 0x7F} at frame {frame} of stretch {i + 1}");
            }
        }

        Row("human's notes", $"{sent} sent, {exact} seen at their frame, {displaced} displaced, {lost.Count} lost, {extra} not sent but seen; {atDeath} sent in a server's last blocks", sent > 0 && displaced == 0 && lost.Count == 0 && extra == 0);
        if (lost.Count > 0) Row("  lost", string.Join("; ", lost.Take(8)));
    }

    private static int Note(int key, int channel) => key + (channel << 7);

    private void Outputs()
    {
        ReadOnlySpan<Taped> all = night.Heard.All;
        int[] servers = [.. night.Stretches.Where(stretch => stretch.ConnectedAt is not null).Select(stretch => stretch.Heard)];
        for (byte port = 0; port < 2; port++)
        {
            var sounding = new Sounding();
            int silenced = 0, strayBefore = 0;
            for (int i = 0; i < all.Length; i++)
            {
                if (i > 0 && servers.Contains(i)) silenced += sounding.FallSilent();
                if (i == night.EndedAt) strayBefore = sounding.Stray;
                if (all[i].Port == port) sounding.Hear(all[i]);
            }

            if (all.Length == night.EndedAt) strayBefore = sounding.Stray;
            string[] left = [.. sounding.Keys, .. sounding.Pedals];
            Row(
                $"output {(port == 0 ? "out" : "ai")}",
                $"{sounding.On} note-ons, {sounding.Off} note-offs, {silenced} keys down when a server died; {sounding.Doubled} struck twice, {strayBefore} note-offs of nothing ({sounding.Stray - strayBefore} more after the end, which are said again); at the end {left.Length} keys and pedals down",
                sounding.Doubled == 0 && strayBefore == 0 && left.Length == 0 && sounding.On == sounding.Off + silenced);
            if (left.Length > 0) Row("  down", string.Join("; ", left.Take(8)));
        }

        if (all.IsEmpty) Row("outputs", "nothing left on them", false);
        if (night.Heard.IsFull || night.Sent.IsFull) Row("tapes", "full: the soak was too long for them", false);
    }

    /// <summary>What the AI says that it sent, beside what was seen.</summary>
    private void Take(string path)
    {
        RecordedTake take = RecordedTake.Read(path);
        Row("the take", $"{take.Length.TotalSeconds:0} s, {(take.IsWhole ? "whole" : take.Missing)}, {take.Entries.Where(e => e.Kind == TakeKind.End).Sum(e => e.B)} overflows", take.IsWhole && take.Entries.All(e => e.Kind != TakeKind.End || e.B == 0));
        SentEvent[] ai = [.. take.Ai.Where(sent => sent.Message.IsNoteOn)];
        int dropped = ai.Count(sent => sent.IsDropped && !sent.Flags.HasFlag(SentFlags.Cancelled));
        Row("AI's notes", $"{ai.Length} due: {ai.Count(sent => !sent.IsDropped)} sent, {ai.Count(sent => sent.Flags.HasFlag(SentFlags.Cancelled))} cancelled, {dropped} dropped, {ai.Count(sent => !sent.IsDropped && sent.Flags.HasFlag(SentFlags.Late))} late", dropped == 0 && ai.Length > 0);
        Row("human's notes in the take", $"{take.Human.Count(heard => heard.Message.IsNoteOn)}");
        Wire(take, [.. ai.Where(sent => !sent.IsDropped)]);
        (int code, string said) = night.Performance.Run("replay", path, "--check");
        Row("replay", said, code == 0);
    }

    private void Wire(RecordedTake take, SentEvent[] ai)
    {
        long[] deaths = [.. take.Remarks.Where(remark => remark.Text.Contains("the sound server is lost", StringComparison.Ordinal)).Select(remark => remark.At.ToFrame(SoakPlan.Rate))];
        Stretch[] servers = [.. night.Stretches.Where(stretch => stretch.ConnectedAt is not null)];
        int exact = 0, displaced = 0, extra = 0, atDeath = 0, unheard = 0;
        var lost = new List<string>();
        for (int i = 0; i < servers.Length; i++)
        {
            long from = i == 0 ? 0 : deaths.ElementAtOrDefault(i - 1), to = i < deaths.Length ? deaths[i] : long.MaxValue;
            Taped[] seen = [.. night.Heard.All[servers[i].Heard..(i + 1 < servers.Length ? servers[i + 1].Heard : night.Heard.Count)].ToArray()
                .Where(taped => taped.Message.IsNoteOn && taped.Message.Channel == AiChannel)];
            Matching matching = Matching.Of(
                [.. ai.Where(sent => sent.SentFrame >= from && sent.SentFrame < to).Select(sent => (sent.SentFrame, (int)sent.Message.Data1))],
                [.. seen.Select(taped => (taped.Frame, (int)taped.Message.Data1))]);
            exact += matching.Exact;
            displaced += matching.Displaced;
            extra += matching.Extra;
            foreach ((long frame, int note) in matching.Lost)
            {
                if (frame >= to - LastBlocks) atDeath++;
                else if (i > 0 && frame < from + (5 * SoakPlan.Rate)) unheard++;
                else lost.Add($"key {note} at frame {frame}");
            }
        }

        Row("AI's notes on the wire", $"{exact} seen at their frame, {displaced} displaced, {lost.Count} lost, {extra} not in the take but seen; {atDeath} in a server's last blocks, {unheard} before the listener was back", displaced == 0 && lost.Count == 0 && extra == 0);
        if (lost.Count > 0) Row("  lost", string.Join("; ", lost.Take(8)));
    }

    private void Report()
    {
        if (!File.Exists(night.ReportPath))
        {
            Row("the report", "there is none", false);
            return;
        }

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(night.ReportPath));
        JsonElement Of(string name) => report.RootElement.GetProperty(name);
        Row("stuck, by the program's own count", $"{Of("stuck_notes")}", Of("stuck_notes").GetInt64() == 0);
        Row("dropped, by the program's own count", $"{Of("dropped_notes")}", Of("dropped_notes").GetInt64() == 0);
        Row("late, stale, moved", $"{Of("late_notes")}, {Of("stale_notes")}, {Of("moved_notes")}; in time {Of("success_rate")}; {Of("take_overs")} take-overs ({Of("take_over_reason")})");
        Row("answers, cue to first note", $"{Of("answers")}; {Of("cue_to_first_note_p50_ms")} ms p50, {Of("cue_to_first_note_p99_ms")} ms p99");
        Row("callback of the program", $"{Of("callback_p50_us")} us p50, {Of("callback_p99_us")} us p99, {Of("callback_max_us")} us at most; {Of("xruns")} xruns; collector's longest pause {Of("longest_collector_pause_ms")} ms");
        Row("managed memory", $"{Of("managed_start_mib").GetDouble():0.0} to {Of("managed_end_mib").GetDouble():0.0} MiB; of them, where garbage is made, 52 MB that live and what was just made; memory that scenes hand on to the next");
    }

    /// <summary>Flat before the drills and flat behind them: what a performer held that failed or hung goes with the process,
    /// and that is the step between.</summary>
    private void Memory()
    {
        SoakPlan plan = night.Plan;
        double last = plan.HangAt + AfterTheHang;
        double? before = Flat("memory, resident", plan.WarmUpSeconds, plan.Drills ? plan.ThrowAt : double.MaxValue, mustBe: !plan.Drills);
        double? after = plan.Drills ? Flat("memory, resident, behind the drills", Math.Max(last, plan.WarmUpSeconds), double.MaxValue, mustBe: true) : null;
        if (after - before is { } step) Row("  step at the drills", $"{step:0.0} MiB");
        Row("  from the beginning on", string.Join(" ", night.Memory.Where((s, i) => !double.IsNaN(s.Mib) && i % Math.Max(1, night.Memory.Count / 20) == 0).Select(s => $"{s.Mib:0}")));
    }

    /// <returns>Its floor; null where there are too few.</returns>
    private double? Flat(string name, double from, double to, bool mustBe)
    {
        (double At, double Mib)[] samples = [.. night.Memory.Where(sample => sample.At >= from && sample.At < to && !double.IsNaN(sample.Mib))];
        if (samples.Length < 6)
        {
            Row(name, $"{samples.Length} samples are too few to judge", mustBe ? false : null);
            return null;
        }

        double meanAt = samples.Average(s => s.At), mean = samples.Average(s => s.Mib);
        double slope = samples.Sum(s => (s.At - meanAt) * (s.Mib - mean)) / samples.Sum(s => (s.At - meanAt) * (s.At - meanAt));
        double[] mib = [.. samples.Select(s => s.Mib)];
        Flatness flatness = Flatness.Of(mib);
        Row(
            name,
            $"from {samples[0].At:0} to {samples[^1].At:0} s: first {samples[0].Mib:0.0}, last {samples[^1].Mib:0.0}, most {mib.Max():0.0} MiB; slope {3600 * slope:0.0} MiB an hour; floor of the first third {flatness.First:0.0}, of the last {flatness.Last:0.0} MiB",
            flatness.Holds);
        return Flatness.FloorOf(mib);
    }

    private void Row(string name, string value, bool? holds = null) => rows.Add((name, value, holds));
}
