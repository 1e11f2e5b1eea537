using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Commands;

/// <summary>Plays a take again and compares.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("take") { Description = "A .take file that perform --record has made." };
        var output = new Option<string?>("--out") { Description = "Where to write what was played now: a MIDI file with the tracks Human and AI." };
        var check = new Option<bool>("--check") { Description = "Leave with an error unless the AI plays the very same, bit for bit." };
        var command = new Command("replay", "Play your part of a take to the same engine again, which gives the same answers, bit for bit.") { path, output, check };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(path)!;
            string? target = parsed.GetValue(output);
            if (target is not null) OutputFile.CheckWritable(target);
            RecordedTake take = RecordedTake.Read(name);
            if (!take.IsWhole) Console.Error.WriteLine($"{name}: {take.Missing}.");
            ReplayResult result = Replay.Run(Installation.Find(), take, name);
            if (target is not null) TakeFile.Write(TakeFile.ToMidi(TakeFile.Events(take, result.Ai), take.Header.SampleRate), target);
            int notes = result.Ai.Count(sent => sent.Message.IsNoteOn && !sent.IsDropped);
            string said = result.Differs is null
                ? $"{take.Length.TotalSeconds:0.0} s: {notes} notes of the AI, equal to the take bit for bit."
                : $"{take.Length.TotalSeconds:0.0} s: {notes} notes of the AI, not equal to the take: {result.Differs}.";
            if (result.Differs is not null && parsed.GetValue(check))
                throw new LivePerformerException($"{said} Replay it with the build ({take.Header.Product}), the models and on the kind of processor that played it.");

            Console.WriteLine(said);
            if (target is not null) Console.WriteLine($"Wrote {target}");
            return 0;
        });
        return command;
    }
}
