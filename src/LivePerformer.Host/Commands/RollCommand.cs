using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Host.Commands;

/// <summary>Draws a take, or any MIDI file, as a piano roll.</summary>
internal static class RollCommand
{
    public static Command Create()
    {
        var take = new Argument<string>("take") { Description = "A take, as .take or .mid; of any other MIDI file all tracks are the human's." };
        var picture = new Option<string>("--out") { Description = "The picture to write (SVG); of a .take, a name with .json gets its notes, pedals and turns as numbers.", DefaultValueFactory = _ => "take.svg" };
        var title = new Option<string?>("--title") { Description = "What stands above the roll; the file's name if absent." };
        var command = new Command("roll", "Draw a take as a piano roll: you in blue, the AI in orange.") { take, picture, title };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(take)!;
            string target = parsed.GetValue(picture)!;
            if (TakeRoll.IsFile(target) && RecordedTake.IsTake(path))
            {
                TakeRoll roll = TakeRoll.Of(RecordedTake.Read(path));
                roll.Write(target);
                Console.WriteLine($"{target}: {roll.Keys.Count} notes");
                return 0;
            }

            List<TakeNote> notes = Read(path);
            RollSvg.Write(notes, parsed.GetValue(title) ?? Path.GetFileName(path), target);
            Console.WriteLine($"{target}: {notes.Count} notes");
            return 0;
        });
        return command;
    }

    private static List<TakeNote> Read(string path)
    {
        if (RecordedTake.IsTake(path))
        {
            RecordedTake take = RecordedTake.Read(path);
            if (!take.IsWhole) Console.Error.WriteLine($"{path}: {take.Missing}.");
            return [.. TakeFile.Notes(TakeFile.Events(take), take.Header.SampleRate)];
        }

        MidiFile file = MidiFile.Read(path);
        var notes = new List<TakeNote>();
        foreach (var part in file.Messages().GroupBy(m => file.Tracks[m.Track].Name == "AI" ? NoteSource.Ai : NoteSource.Human))
        {
            notes.AddRange(Performance.FromMessages(part).Notes.Select(n => new TakeNote(part.Key, n)));
        }

        return notes;
    }
}
