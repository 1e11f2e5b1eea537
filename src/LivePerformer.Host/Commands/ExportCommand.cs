using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;

namespace LivePerformer.Host.Commands;

/// <summary>Turns a take into files that other programs read.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("take") { Description = "A .take file that perform --record has made, also one that a crash cut off." };
        var midi = new Option<string?>("--midi") { Description = "The MIDI file to write, with the tracks Human and AI; beside the take, if neither this nor --wav is given." };
        var wav = new Option<string?>("--wav") { Description = "The sound to write, played by the take's pianos." };
        var human = new Option<bool>("--human-only") { Description = "Leave the AI out." };
        Option<double?> from = Seconds("--from", "Leave out what was before: seconds since the performance began."), to = Seconds("--to", "Leave out what came from then on.");
        var command = new Command("export", "Write a take as MIDI and as sound.") { path, midi, wav, human, from, to };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(path)!;
            (string? notes, string? sound) = (parsed.GetValue(midi), parsed.GetValue(wav));
            if (!RecordedTake.IsTake(name)) throw new LivePerformerException($"'{name}' is not a .take file. Name one that perform --record has made.");
            (double? begin, double? end) = (parsed.GetValue(from), parsed.GetValue(to));
            if (end <= (begin ?? 0)) throw new LivePerformerException($"--to {end} is not behind --from {begin ?? 0}. Give a later one.");
            if (notes is null && sound is null) notes = Path.ChangeExtension(name, ".mid");
            foreach (string target in new[] { notes, sound }.OfType<string>()) OutputFile.CheckWritable(target);

            RecordedTake take = RecordedTake.Read(name);
            IReadOnlyList<TakeEvent> events = TakeFile.Events(take, parsed.GetValue(human) ? [] : null);
            TakeCut cut = TakeCut.Of(begin, end, take.Header.SampleRate);
            if (!take.IsWhole) Console.Error.WriteLine($"{name}: {take.Missing}.");
            Console.WriteLine($"{take.Length.TotalSeconds:0.0} s, {events.Count(e => e.Source == NoteSource.Human && e.Message.IsNoteOn)} notes of the human, {events.Count(e => e.Source == NoteSource.Ai && e.Message.IsNoteOn)} of the AI.");
            foreach ((string player, int count) in take.Players()) Console.WriteLine($"  {count} by {player}");
            foreach ((TimePoint at, string text) in take.Remarks) Console.WriteLine($"  {at.SinceStart:hh\\:mm\\:ss}  {text}");
            if (notes is not null)
            {
                TakeFile.Write(TakeFile.ToMidi(cut.Of(events), take.Header.SampleRate), notes);
                Console.WriteLine($"Wrote {notes}");
            }

            if (sound is not null)
            {
                TakeSound.Write(take, withAi: !parsed.GetValue(human), Installation.Find(), name, sound, cut);
                Console.WriteLine($"Wrote {sound}");
            }

            return 0;
        });
        return command;
    }

    private static Option<double?> Seconds(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (>= 0 and <= 1e6))) result.AddError($"{name} takes seconds, 0 or more.");
        });
        return option;
    }
}
