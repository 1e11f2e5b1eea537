using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Engine;
using Spectre.Console;

namespace LivePerformer.Host.Commands;

/// <summary>Says and changes which key, pedal or knob commands what.</summary>
internal static class ControlsCommand
{
    private const string Commands = "start, stop, veto, take-over, role, temperature, density, loudness, next, previous, go-to, panic, scale, tonic, chord, follow-chord, lowest, highest, tempo, tap, metronome or entry";

    public static Command Create()
    {
        Option<string?> file = Shared.Controls();
        file.Recursive = true;
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of the file instead, for editors." };
        var command = new Command("controls", "List which key, pedal or knob commands what, and change it.")
        {
            schema, file, Learn(file), Set(file), Forget(file),
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(schema)) Console.Write(BindingsFile.SchemaText());
            else Print(ControlsPlace.Of(parsed.GetValue(file)));
            return 0;
        });
        return command;
    }

    private static Command Learn(Option<string?> file)
    {
        Argument<string> what = What();
        Option<string?> value = Value();
        var input = new Option<string?>("--input") { Description = "Where the control is: part of a port's name out of 'LivePerformer devices'." };
        var seconds = new Option<double>("--seconds") { Description = "How long to wait for it.", DefaultValueFactory = _ => 30 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 3_600)) result.AddError("--seconds takes more than 0, up to 3600.");
        });
        var command = new Command("learn", "Wait for a key, pedal, knob or program change, and bind it.") { what, value, input, seconds };
        command.SetAction(parsed =>
        {
            Lesson lesson = LessonOf(parsed.GetValue(what)!, parsed.GetValue(value));
            ControlsPlace place = ControlsPlace.Of(parsed.GetValue(file));
            var controls = new Controls(place.LoadOrBegin());
            ControlLearner.Learn(controls, lesson, parsed.GetValue(input), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            Save(place, controls);
            return 0;
        });
        return command;
    }

    private static Command Set(Option<string?> file)
    {
        Argument<string> what = What();
        Option<string?> value = Value();
        var sign = new Argument<string[]>("control")
        {
            Description = "\"pedal 67\", \"key C2\", \"key 21\", \"controller 20 channel 3\" or \"program 5\", counted from 1.",
            Arity = ArgumentArity.OneOrMore,
        };
        var from = new Option<double?>("--from") { Description = "For a fader: the value at its lower end." };
        var to = new Option<double?>("--to") { Description = "For a fader: the value at its upper end." };
        var command = new Command("set", "Bind a key, pedal, knob or program change.") { what, sign, value, from, to };
        command.SetAction(parsed =>
        {
            Lesson lesson = LessonOf(parsed.GetValue(what)!, parsed.GetValue(value));
            if (!SignWords.TryParse(string.Join(' ', parsed.GetValue(sign)!), out CueSign control, out string? fault)) throw new LivePerformerException(fault);

            ControlsPlace place = ControlsPlace.Of(parsed.GetValue(file));
            var controls = new Controls(place.LoadOrBegin());
            Tell(controls);
            controls.Bind(Make(lesson, control, parsed.GetValue(from), parsed.GetValue(to)));
            Save(place, controls);
            return 0;
        });
        return command;
    }

    private static Command Forget(Option<string?> file)
    {
        var what = new Argument<string>("command") { Description = $"{Commands}." };
        var command = new Command("forget", "Bind nothing to a command any more.") { what };
        command.SetAction(parsed =>
        {
            if (!CommandWords.TryParse($"unlearn {parsed.GetValue(what)}", out StageCommand order, out string? fault)) throw new LivePerformerException(fault);

            ControlsPlace place = ControlsPlace.Of(parsed.GetValue(file));
            var controls = new Controls(place.Load());
            if (!controls.Obey(order)) throw new LivePerformerException($"Nothing is bound to '{parsed.GetValue(what)}'. See what is: LivePerformer controls");

            Save(place, controls);
            return 0;
        });
        return command;
    }

    private static Argument<string> What() => new("command") { Description = $"What it shall command: {Commands}." };

    private static Option<string?> Value() => new("--value") { Description = "The command's value: the item for go-to, duet for role, C-Eb-G for chord; for temperature, density, loudness, lowest, highest and tempo a number makes a button, without it a fader is bound." };

    private static Lesson LessonOf(string what, string? value) =>
        CommandWords.TryParse($"{what} {value}", out Lesson lesson, out string? fault) ? lesson : throw new LivePerformerException(fault);

    private static Binding Make(Lesson lesson, CueSign control, double? from, double? to)
    {
        var (least, most) = Binding.UsualRange(lesson.Command);
        (double, double)? range = from is null && to is null ? null : (from ?? least, to ?? most);
        return Binding.TryMake(lesson, control, range, out Binding binding, out string? fault) ? binding : throw new LivePerformerException(fault);
    }

    /// <summary>Says what is bound now, and what no more.</summary>
    internal static void Tell(Controls controls)
    {
        IReadOnlyList<Binding> before = controls.Bindings;
        controls.Changed = change =>
        {
            foreach (Binding gone in before.Except(change.Bindings)) Console.WriteLine($"No more: {gone}");
            foreach (Binding come in change.Bindings.Except(before)) Console.WriteLine(come);
        };
    }

    private static void Save(ControlsPlace place, Controls controls)
    {
        place.Save(controls.Bindings);
        Console.WriteLine($"Wrote {place.Path}. A performance that runs already keeps what it has: there, tell it to learn.");
    }

    private static void Print(ControlsPlace place)
    {
        IReadOnlyList<Binding> bindings = place.Load();
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("command", "control", "from", "to");
        foreach (CommandKind kind in CommandWords.Bindable)
        {
            Binding[] bound = [.. bindings.Where(binding => binding.Command == kind).OrderBy(binding => binding.Value)];
            foreach (Binding binding in bound)
            {
                table.AddRow(
                    Markup.Escape(CommandWords.Of(binding.Lesson)), Markup.Escape(SignWords.Of(binding.Sign)),
                    binding.IsFader ? $"{binding.From}" : "", binding.IsFader ? $"{binding.To}" : "");
            }

            if (bound.Length == 0) table.AddRow(CommandWords.Of(kind), "-", "", "");
        }

        AnsiConsole.Write(table);
        Console.WriteLine(File.Exists(place.Path) ? place.Path : $"{place.Path} is not there yet: LivePerformer controls learn next");
    }
}
