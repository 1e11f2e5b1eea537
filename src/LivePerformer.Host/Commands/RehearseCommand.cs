using System.CommandLine;

namespace LivePerformer.Host.Commands;

/// <summary>Plays a recorded performance through the engine, faster than real time.</summary>
internal static class RehearseCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--in") { Description = "The MIDI file in which the human plays; or a recording of a piano (.wav or .flac), in which a transcriber finds the notes.", Required = true };
        var transcriber = Shared.Transcriber();
        var preset = Shared.Preset();
        var take = new Option<string?>("--out") { Description = "Where to write the take: a MIDI file with the tracks Human and AI." };
        var wav = new Option<string?>("--wav") { Description = "Where to write the sound of the take." };
        var seed = Shared.Seed();
        var report = new Option<string?>("--report") { Description = "Where to write what was measured (JSON)." };
        var roll = new Option<string?>("--roll") { Description = "Where to draw the take as a piano roll (SVG); a name with .json gets its notes and turns as numbers." };
        Option<string?> progress = Shared.Progress();
        var answer = new Option<double>("--answer") { Description = "Seconds that the AI goes on after the human's last note.", DefaultValueFactory = _ => 12 };
        answer.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 3600)) result.AddError("--answer takes 0 to 3600 seconds.");
        });
        var repeat = new Option<int>("--repeat") { Description = "How often the file is played, one time after the other.", DefaultValueFactory = _ => 1 };
        repeat.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 10_000)) result.AddError("--repeat takes 1 to 10000.");
        });
        var command = new Command("rehearse", "Play a recorded performance to the AI and keep its answers; needs no device, and one seed gives one take.")
        {
            input, transcriber, preset, take, wav, seed, report, roll, answer, repeat, progress,
        };
        command.SetAction(parsed =>
        {
            var options = new RehearsalOptions(
                parsed.GetValue(input)!, parsed.GetValue(preset)!, parsed.GetValue(seed), parsed.GetValue(answer),
                parsed.GetValue(take), parsed.GetValue(wav), parsed.GetValue(report), parsed.GetValue(roll), parsed.GetValue(repeat), parsed.GetValue(transcriber));
            bool tells = parsed.GetValue(progress) is not null;
            RehearsalReport done = new Rehearsal(Installation.Find(), options).Run(tells ? fraction => Console.WriteLine(ProgressLine.Write(fraction, $"{fraction:P0}")) : null);
            Print(done, options);
            return 0;
        });
        return command;
    }

    private static void Print(RehearsalReport report, RehearsalOptions options)
    {
        string first = report.CueToFirstNoteP50Ms is double ms ? $"{ms:0} ms after the cue (median)" : "never";
        Console.WriteLine($"{report.HumanNotes} notes heard, {report.Answers} answers with {report.AiNotes} notes, the first {first}.");
        Console.WriteLine($"{report.Seconds:0.0} s of music in {report.WallSeconds:0.0} s: {report.RealTimeFactor:0} times real time; late {report.LateNotes}, dropped {report.DroppedNotes}, stale {report.StaleNotes}, stuck {report.StuckNotes}.");
        foreach (string path in options.Outputs) Console.WriteLine($"Wrote {path}");
    }
}
