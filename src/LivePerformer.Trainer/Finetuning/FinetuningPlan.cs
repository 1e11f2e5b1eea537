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

    /// <summary>The preset that the new one is made after.</summary>
    public string Preset { get; init; } = "answer";

    public Grouping Compositions { get; init; }

    /// <summary>The most minutes to train.</summary>
    public double Minutes { get; init; } = 10;

    public double Rate { get; init; } = 4e-4;
    public double Dropout { get; init; } = 0.1;
    public int Transpose { get; init; } = 3;
    public int Seed { get; init; } = 1;

    /// <summary>The command line that does this again, for the manifest.</summary>
    public string Command => $"LivePerformer.Trainer finetune --model {Path.GetFileName(Path.TrimEndingDirectorySeparator(Model))} --midi DIR --name {Name} --minutes {Minutes:0.##}";
}
