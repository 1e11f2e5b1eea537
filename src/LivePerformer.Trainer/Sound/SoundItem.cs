using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>A recording with its notes, as <c>sound.json</c> lists it: <c>SPLIT/NAME.wav</c> and, beside it, <c>.tsv</c> (notes, as of
/// the MAPS recordings) and <c>.json</c> (this, and the pedal).</summary>
/// <param name="Name">Of its files, unique in its split.</param>
/// <param name="Split">train, validation or test.</param>
/// <param name="Piano">What it was played on; of others, the folder they come from.</param>
/// <param name="Samples">How long it is, at <see cref="SoundData.SampleRate"/>.</param>
/// <param name="Notes">How many.</param>
/// <param name="Sha256">Of sound and labels.</param>
public sealed record SoundItem(string Name, string Split, string Piano, long Samples, int Notes, string Sha256)
{
    /// <summary>The <see cref="Class"/> of recordings in which no piano plays.</summary>
    public const string Others = "others";

    /// <summary>What kind of sound it is; null: a piano.</summary>
    public string? Class { get; init; }

    [JsonIgnore]
    public bool IsOfOthers => Class == Others;

    /// <summary>The performance, where it has a file of its own.</summary>
    public string? Performance { get; init; }

    /// <summary>Where in the performance, or in a longer recording, it begins, in seconds.</summary>
    public double? From { get; init; }

    /// <summary>How much the piano was tuned higher.</summary>
    public double? Cents { get; init; }

    /// <summary>Where it was not played on the piano as it is.</summary>
    public SoundVariation? Variation { get; init; }

    /// <summary>The highest sample, where it was set.</summary>
    public double? PeakDecibels { get; init; }

    /// <summary>Whether the pedal is known; otherwise no pedal means nothing.</summary>
    public bool KnowsPedal { get; init; } = true;

    [JsonIgnore]
    public double Seconds => (double)Samples / SoundData.SampleRate;

    /// <summary>Where the split folders lie.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    [JsonIgnore]
    internal string WavePath => Path.Combine(Folder, Split, Name + ".wav");

    [JsonIgnore]
    internal string NotesPath => Path.Combine(Folder, Split, Name + ".tsv");

    [JsonIgnore]
    internal string FactsPath => Path.Combine(Folder, Split, Name + ".json");
}
