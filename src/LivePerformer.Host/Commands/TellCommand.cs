using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host.Commands;

/// <summary>Tells the performance that runs what to do.</summary>
internal static class TellCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("command")
        {
            Description = "next, previous, go-to 3, veto, panic, start, stop, take-over, role duet, temperature 0.9, density 6, loudness -8, scale dorian, tonic Eb, chord C-Eb-G, follow-chord on, lowest 48, highest 84, tempo 120, tap, metronome on, entry bar, learn next or unlearn next.",
            Arity = ArgumentArity.OneOrMore,
        };
        var process = new Option<int?>("--pid") { Description = "Which performance, by the number of its process, where several run; else the newest." };
        var command = new Command("tell", "Tell the performance that runs on this machine what to do.") { words, process };
        command.SetAction(parsed =>
        {
            if (!CommandWords.TryParse(string.Join(' ', parsed.GetValue(words)!), out StageCommand told, out string? fault)) throw new LivePerformerException(fault);

            Console.WriteLine(CommandClient.Tell(CommandWords.Of(told), parsed.GetValue(process)));
            return 0;
        });
        return command;
    }
}
