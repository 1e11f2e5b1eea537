using System.CommandLine;
using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>prepare</c>: MIDI files to token shards, or performances to sound and notes.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var maestro = new Option<string>("--maestro") { Description = "Folder of the data set: maestro-v3.0.0.csv, whose splits hold, and the MIDI files it names.", HelpName = "DIR" };
        var midi = new Option<string>("--midi") { Description = "Instead of --maestro: any folder of MIDI files and takes, subfolders too. 80/10/10 splits are made, whole compositions each.", HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder for the token shards, or the recordings. What is already there and current is kept.", Required = true, HelpName = "DIR" };
        var compositions = Choice("--compositions", "With --midi, which files hold one composition: those in one subfolder (files in DIR itself: those of one name but for a version or take), or those of one name wherever they lie.", "folder", "name");
        var seed = new Option<int>("--seed") { Description = "With --midi, --maps and --others: another seed makes other splits; with --render: other excerpts.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var programs = Choice("--programs", "With --midi: instruments to take. piano: General MIDI's piano family, 1 to 8. Drums (channel 10) are never taken.", "piano", "all");
        var quantize = new Option<string>("--quantize") { Description = "Grid on which notes begin and end, in ms from the first note; off: the encoding's own 10 ms.", DefaultValueFactory = _ => "off", HelpName = "MS|off" };
        var pitch = Choice("--pitch", "key: each piece is transposed to C major or A minor, its key found by Krumhansl and Schmuckler's algorithm and recorded.", "none", "key");
        var velocity = Choice("--velocity", "normalize: a piece's 1st to 99th percentile of velocity become 0 to 1, in the encoding's 32 bins.", "none", "normalize");
        var duplicates = Choice("--duplicates", "drop: strikes of one pitch within 30 ms become one note, and no note lasts into the next of its pitch.", "keep", "drop");
        var sustain = Choice("--sustain", "extend: a note lasts until its key is up and the sustain pedal lets go; ignore: the pedal does nothing.", "extend", "ignore");
        var stretch = new Option<string>("--stretch") { Description = "Copies of the training pieces in other tempos: so many factors of time, evenly from one to the other, such as 0.95,1.05,5.", HelpName = "FROM,TO,STEPS" };
        var sound = new SoundOptions();
        Option[] ofTokens = [midi, compositions, programs, quantize, pitch, velocity, duplicates, sustain, stretch];
        var command = new Command("prepare", "Turn a folder of MIDI files into tokens, ready for training; print and draw what is in them. Or make sound with notes, for transcribers.")
        {
            maestro, midi, output, compositions, seed, programs, quantize, pitch, velocity, duplicates, sustain, stretch,
        };
        foreach (Option option in sound.All) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (new Option[] { maestro, midi, sound.Maps, sound.Others }.Count(option => SoundOptions.Given(result, option)) != 1)
                result.AddError("Name one source: --maestro DIR for MAESTRO, --midi DIR for any folder of MIDI files, --maps DIR for recordings with .tsv files, or --others DIR for recordings without a piano.");
            sound.Validate(result, maestro, ofTokens);
        });
        command.SetAction((parsed, stop) =>
        {
            if (sound.AreMeant(parsed)) return Task.FromResult(sound.Run(parsed, parsed.GetValue(maestro), parsed.GetValue(seed), parsed.GetRequiredValue(output), stop));

            PreparationSteps steps = Steps(parsed);
            return Task.FromResult(Run(Source(parsed), steps, parsed.GetRequiredValue(output), stop));
        });
        return command;

        PieceSource Source(ParseResult parsed) => parsed.GetValue(maestro) is { } table
            ? PieceSource.Maestro(table)
            : PieceSource.Midi(parsed.GetValue(midi)!, parsed.GetValue(programs) == "piano", Word<Grouping>(parsed.GetValue(compositions)), parsed.GetValue(seed));

        PreparationSteps Steps(ParseResult parsed) => new PreparationSteps
        {
            QuantizeMilliseconds = Milliseconds(parsed.GetRequiredValue(quantize)),
            Pitch = Word<PitchStep>(parsed.GetValue(pitch)),
            Velocity = Word<VelocityStep>(parsed.GetValue(velocity)),
            Duplicates = Word<DuplicateStep>(parsed.GetValue(duplicates)),
            Sustain = Word<SustainStep>(parsed.GetValue(sustain)),
            Stretch = parsed.GetValue(stretch) is { } factors ? StretchStep.Parse(factors) : null,
        }.Checked();
    }

    private static int Run(PieceSource source, PreparationSteps steps, string folder, CancellationToken stop)
    {
        TokenData? data = null;
        ConsoleProgress.Run("prepare", show =>
            data = Preparation.Run(source, steps, folder, (done, all) => show((double)done / all, $"{done} of {all} pieces"), Console.Error.WriteLine, stop));
        DataSummary summary = DataSummary.Of(data!, folder, stop);
        summary.Print();
        foreach (string plot in DataPlots.Write(summary, folder, Console.Error.WriteLine)) Console.WriteLine(plot);
        return 0;
    }

    // The first word is the default: the encoding and nothing else.
    private static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private static T Word<T>(string? word) where T : struct, Enum => Enum.Parse<T>(word!, ignoreCase: true);

    private static double? Milliseconds(string text) => text == "off" ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out double grid) ? grid
        : throw new LivePerformerException($"'{text}' is no grid. Say --quantize with a number of milliseconds, or off.");
}
