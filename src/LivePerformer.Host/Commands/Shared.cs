using System.CommandLine;

namespace LivePerformer.Host.Commands;

/// <summary>Options that several commands take.</summary>
internal static class Shared
{
    public const string DefaultPreset = "answer";

    /// <summary>The transcriber that listens unless another is named.</summary>
    public const string DefaultTranscriber = "piano-ear";

    /// <summary>A model's folder, from its name or its path.</summary>
    public static string ModelPlace(Installation home, string model) => model.AsSpan().ContainsAny('/', '\\') ? model : Path.Combine(home.Models, model);

    public static Option<string> Preset() => new("--preset")
    {
        Description = "Which way of playing together: a name out of 'LivePerformer presets', or a preset's .json file.",
        DefaultValueFactory = _ => DefaultPreset,
    };

    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "The same seed and the same playing give the same answers.",
        DefaultValueFactory = _ => 1,
    };

    public static Option<string?> Controls() => new("--controls")
    {
        Description = "The file that says which key, pedal or knob commands what, in place of the usual one.",
    };

    public static Option<string?> Progress()
    {
        var progress = new Option<string?>("--progress") { Description = "json: tell how far it is, for another program, as lines of JSON.", HelpName = "json" };
        progress.AcceptOnlyFromAmong("json");
        return progress;
    }
}
