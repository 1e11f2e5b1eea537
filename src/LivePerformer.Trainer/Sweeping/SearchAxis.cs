using System.Globalization;
using System.Text.Json.Nodes;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>One value of a plan that a sweep searches: some choices, or a range.</summary>
/// <param name="Key">The plan's key.</param>
/// <param name="Choices">The choices, or null where there is a range.</param>
public sealed record SearchAxis(string Key, IReadOnlyList<double>? Choices, double Low, double High)
{
    /// <summary>What a sweep can search.</summary>
    public static readonly string[] Names = ["rate", "batch", "length", "dropout", "weightDecay", "layers", "hidden", "heads", "embedding",
        "accumulate", "warmUp", "lowestRate", "clip", "averaging", "transpose"];

    /// <summary>A range of more than ten to one is drawn evenly over its logarithm.</summary>
    public bool IsLogarithmic => Choices is null ? Low > 0 && High / Low >= 10 : Choices.Min() > 0 && Choices.Max() / Choices.Min() >= 10;

    /// <param name="text">"1e-4..1e-2", or "8,16,32".</param>
    /// <exception cref="LivePerformerException">The key cannot be searched, or the text is neither.</exception>
    public static SearchAxis Parse(string key, string text)
    {
        if (key == "decay") key = "weightDecay";   // as the option spells it
        if (!Names.Contains(key)) throw new LivePerformerException($"'{key}' cannot be searched. Did you mean '{Spelling.Nearest(key, Names)}'?");

        string[] ends = text.Split("..");
        if (ends.Length == 2 && TryRead(ends[0], out double low) && TryRead(ends[1], out double high) && low < high) return Whole(new SearchAxis(key, null, low, high), text);

        string[] words = text.Split(',');
        if (ends.Length == 1 && words.All(word => TryRead(word, out _)))
            return Whole(new SearchAxis(key, [.. words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).Distinct()], 0, 0), text);

        throw new LivePerformerException($"'{text}' is nothing to search {key} in. Give a range, such as 1e-4..1e-2, or choices, such as 8,16,32.");
    }

    /// <summary>The plan with a value of this axis drawn by lot.</summary>
    public TrainingPlan Draw(TrainingPlan plan, Random chance)
    {
        double at = Share(chance), value = Choices is { } choices ? choices[(int)(at * choices.Count)]
            : IsLogarithmic ? Low * Math.Pow(High / Low, at) : Low + (at * (High - Low));
        // Four digits are enough to tell two plans apart, and can be read.
        JsonNode drawn = PlanFile.IsWhole(Key) ? JsonValue.Create((int)Math.Round(value)) : JsonValue.Create(Choices is null ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value);
        return PlanFile.Overlay(new JsonObject { [Key] = drawn }, plan, "space");
    }

    public override string ToString() => Choices is { } choices ? string.Join(',', choices.Select(Text)) : $"{Text(Low)}..{Text(High)}";

#pragma warning disable CA5394 // a seeded search can be repeated; nothing here is secret
    private static double Share(Random chance) => chance.NextDouble();
#pragma warning restore CA5394

    private static SearchAxis Whole(SearchAxis axis, string text) =>
        !PlanFile.IsWhole(axis.Key) || (axis.Choices ?? [axis.Low, axis.High]).All(value => value == Math.Floor(value) && Math.Abs(value) < int.MaxValue) ? axis
            : throw new LivePerformerException($"{axis.Key} takes whole numbers, but is to be searched in '{text}'.");

    private static bool TryRead(string word, out double number) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
