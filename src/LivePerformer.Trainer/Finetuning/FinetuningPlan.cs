using System.Globalization;
using System.Text;

namespace LivePerformer.Trainer;

/// <summary>What a fine-tuning was asked to do.</summary>
internal sealed record FinetuningPlan
{
    /// <summary>The model to begin with: its name, or the path of its folder.</summary>
    public required string Model { get; init; }

    /// <summary>A folder of MIDI files, subfolders too.</summary>
    public required string Midi { get; init; }

    /// <summary>The new model's and preset's name.</summary>
    public required string Name { get; init; }

    /// <summary>The preset that the new one is made after; null: the usual one, where there is one.</summary>
    public string? Preset { get; init; }

    public Grouping Compositions { get; init; }

    /// <summary>The most minutes to train.</summary>
    public double Minutes { get; init; } = 10;

    public double Rate { get; init; } = 4e-4;
    public double Dropout { get; init; } = 0.1;
    public int Transpose { get; init; } = 3;
    public int Seed { get; init; } = 1;

    /// <summary>The command line that does this again, for the manifest.</summary>
    /// <remarks>What is as usual is left out; folders are named by their last part, for a manifest travels.</remarks>
    public string Command
    {
        get
        {
            var usual = new FinetuningPlan { Model = "", Midi = "", Name = "" };
            var line = new StringBuilder($"LivePerformer.Trainer finetune --model {Last(Model)} --midi {Last(Midi)} --name {Last(Name)}");
            Say("--preset", Preset, usual.Preset);
            Say("--compositions", Compositions.ToString().ToLowerInvariant(), usual.Compositions.ToString().ToLowerInvariant());
            Say("--minutes", Minutes, usual.Minutes);
            Say("--lr", Rate, usual.Rate);
            Say("--seed", Seed, usual.Seed);
            return line.ToString();

            void Say(string option, IConvertible? value, IConvertible? usually)
            {
                if (!Equals(value, usually)) line.Append($" {option} {Quoted(value?.ToString(CultureInfo.InvariantCulture) ?? "")}");
            }
        }
    }

    private static string Last(string path) => Quoted(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));

    private static string Quoted(string word) => word.Contains(' ') ? $"\"{word}\"" : word;
}
