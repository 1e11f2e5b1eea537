using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The part of <c>prepare</c> that makes sound for transcribers: what it is made of, and how much.</summary>
internal sealed class SoundOptions
{
    private static readonly RenderPlan Usual = new();

    private readonly Option<bool> audio = new("--audio") { Description = "With --maestro: the recordings of the data set (WAV or FLAC) with what its MIDI files say, 16 kHz, for transcribers." };
    private readonly Option<string[]> render = new("--render") { Description = "With --maestro: instead of recordings, performances played on these pianos: .sf2 files (FILE#PRESET, by name or as BANK:PROGRAM) and folders of recordings whose names tell key and touch, such as 'A0v8.flac'.", HelpName = "PIANO", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> heldOut = new("--held-out") { Description = "With --render: pianos for the test split alone.", HelpName = "PIANO", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> vary = new("--vary") { Description = "With --render: to train on, so many random variations of these pianos beside them, each with another touch, tuning, timbre and decay. 0: none.", DefaultValueFactory = _ => Usual.Variations, HelpName = "N" };
    private readonly Option<double?> hours = new("--hours") { Description = "With --render: so many hours of excerpts to train on, instead of every performance whole.", HelpName = "H" };
    private readonly Option<double> excerpt = new("--excerpt") { Description = "With --hours: seconds of an excerpt.", DefaultValueFactory = _ => Usual.ExcerptSeconds, HelpName = "S" };
    private readonly Option<double> validation = new("--validation-minutes") { Description = "With --hours: minutes of excerpts of the validation split.", DefaultValueFactory = _ => Usual.ValidationMinutes, HelpName = "M" };
    private readonly Option<double> test = new("--test-minutes") { Description = "With --hours: minutes of excerpts of the test split.", DefaultValueFactory = _ => Usual.TestMinutes, HelpName = "M" };
    private readonly Option<string> maps = new("--maps") { Description = "Instead of --maestro: a folder of recordings (FLAC or WAV) with .tsv or .mid files of their notes, as of MAPS. 15 percent of the pieces are for validation.", HelpName = "DIR" };
    private readonly Option<string[]> others = new("--others") { Description = "Instead of --maestro: folders of recordings (WAV or FLAC, of any rate) in which no piano plays: people who talk, other instruments, the crowd of a venue. One excerpt in ten is for validation.", HelpName = "DIR", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> threads = new("--threads") { Description = "With sound: recordings made at once. 0: as many as there are cores.", DefaultValueFactory = _ => 0, HelpName = "N" };

    public Option<string> Maps => maps;

    public Option<string[]> Others => others;

    public IEnumerable<Option> All => [audio, render, heldOut, vary, hours, excerpt, validation, test, maps, others, threads];

    /// <summary>Whether sound is asked for, and not tokens.</summary>
    public bool AreMeant(ParseResult parsed) => parsed.GetValue(audio) || new Option[] { render, maps, others }.Any(option => Given(parsed.CommandResult, option));

    /// <summary>Finds what does not go together.</summary>
    /// <param name="ofTokens">What has no meaning for sound.</param>
    public void Validate(CommandResult result, Option maestro, IEnumerable<Option> ofTokens)
    {
        if (Given(result, audio) && Given(result, render)) result.AddError("Say --audio for the recordings of the data set or --render for pianos of your own, not both.");
        foreach (Option option in new Option[] { audio, render })
        {
            if (Given(result, option) && !Given(result, maestro)) result.AddError($"{option.Name} takes performances from --maestro DIR.");
        }

        foreach (Option option in new Option[] { heldOut, vary, hours })
        {
            if (Given(result, option) && !Given(result, render)) result.AddError($"{option.Name} belongs to --render PIANO.");
        }

        foreach (Option option in new Option[] { excerpt, validation, test })
        {
            if (Given(result, option) && !Given(result, hours)) result.AddError($"{option.Name} belongs to --hours H.");
        }

        bool isSound = new Option[] { audio, render, maps, others }.Any(option => Given(result, option));
        foreach (Option option in ofTokens)
        {
            if (isSound && Given(result, option)) result.AddError($"{option.Name} belongs to tokens, not to sound. Leave it out.");
        }

        if (!isSound && Given(result, threads)) result.AddError("--threads belongs to sound (--audio, --render, --maps or --others). Leave it out.");
    }

    /// <exception cref="LivePerformerException">A source is missing or the folder cannot be written.</exception>
    public int Run(ParseResult parsed, string? maestro, int seed, string folder, CancellationToken stop)
    {
        int cores = parsed.GetValue(threads);
        if (cores is < 0 or > 1024) throw new LivePerformerException("--threads takes 0 to 1024.");

        SoundSource source = Source(parsed, maestro, seed);
        SoundData? data = null;
        double first = double.NaN, made = 0;
        long began = Stopwatch.GetTimestamp();
        ConsoleProgress.Run("prepare", show => data = SoundPreparation.Run(source, folder, cores == 0 ? Environment.ProcessorCount : cores, ConsoleProgress.Say,
            (done, all) =>
            {
                if (double.IsNaN(first)) first = done;
                made = done - first;
                show(all == 0 ? 1 : done / all, FormattableString.Invariant($"{done / 3600:F2} of {all / 3600:F2} h"));
            }, Console.Error.WriteLine, stop: stop));
        TimeSpan spent = Stopwatch.GetElapsedTime(began);
        if (made > 0) Console.WriteLine(FormattableString.Invariant($"made {made / 3600:F2} h in {spent.TotalMinutes:F1} min, {made / spent.TotalSeconds:F0} times real time"));
        foreach (string line in data!.InWords) Console.WriteLine(line);
        Console.WriteLine($"source: {data.Source}; licence: {data.Licence}");
        return 0;
    }

    private SoundSource Source(ParseResult parsed, string? maestro, int seed)
    {
        if (parsed.GetValue(maps) is { } pairs) return PairedRecordings.Source(pairs, seed, Console.Error.WriteLine);
        if (parsed.GetValue(others) is { Length: > 0 } folders) return OtherRecordings.Source(folders, seed);
        if (parsed.GetValue(audio)) return RecordedPerformances.Source(maestro!);

        RenderPlan plan = new RenderPlan
        {
            Hours = parsed.GetValue(hours),
            ExcerptSeconds = parsed.GetValue(excerpt),
            ValidationMinutes = parsed.GetValue(validation),
            TestMinutes = parsed.GetValue(test),
            Variations = parsed.GetValue(vary),
            Seed = seed,
        }.Checked();
        string[] named = parsed.GetValue(render) ?? [], kept = parsed.GetValue(heldOut) ?? [];
        Piano[] pianos = Piano.Load([.. named, .. kept]);
        return RenderedPerformances.Source(maestro!, pianos[..named.Length], pianos[named.Length..], plan);
    }

    /// <summary>Whether it stands on the command line.</summary>
    public static bool Given(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
