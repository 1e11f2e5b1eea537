using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The values that a sweep searches.</summary>
public sealed class SearchSpace
{
    private const int MostDraws = 1000;

    /// <exception cref="LivePerformerException">There is nothing to search, or something twice.</exception>
    public SearchSpace(IReadOnlyList<SearchAxis> axes)
    {
        Axes = axes.Count > 0 ? axes : throw new LivePerformerException("Name at least one value to search, for example --rate 1e-4..1e-2.");
        if (axes.CountBy(axis => axis.Key).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice })
            throw new LivePerformerException($"'{twice}' is to be searched in two ways. Give it once, in the space's file or as an option.");
    }

    public IReadOnlyList<SearchAxis> Axes { get; }

    /// <summary>Reads axes from a JSON file: <c>{ "rate": "1e-4..1e-2", "batch": [8, 16] }</c>.</summary>
    /// <exception cref="LivePerformerException">The file is missing, or says something that cannot be searched.</exception>
    public static IEnumerable<SearchAxis> ReadAxes(string path) =>
        PlanFile.ReadObject(path, "Name a JSON file such as { \"rate\": \"1e-4..1e-2\", \"batch\": [8, 16] }.").Select(pair => SearchAxis.Parse(pair.Key, Text(pair.Value))).ToArray();

    /// <summary>The plan of a trial: the same for the same seed and number, however many trials there are.</summary>
    /// <exception cref="LivePerformerException">The space holds next to no plan that keeps the rules.</exception>
    public TrainingPlan Draw(TrainingPlan plan, int seed, int trial)
    {
        var chance = new Random(unchecked((seed * 1_000_003) ^ ((trial + 1) * 7919)));
        LivePerformerException? last = null;
        for (int i = 0; i < MostDraws; i++)
        {
            TrainingPlan drawn = Axes.Aggregate(plan, (so, axis) => axis.Draw(so, chance));
            try
            {
                PlanRules.Check(drawn);
                return drawn;
            }
            catch (LivePerformerException e)
            {
                last = e;   // sizes that do not go together, such as a width that the heads cannot share: draw again
            }
        }

        throw new LivePerformerException($"None of {MostDraws} plans drawn from the space can be trained. The last: {last!.Message}", last);
    }

    private static string Text(JsonNode? value) => value switch
    {
        JsonArray choices => string.Join(',', choices.Select(choice => choice?.ToJsonString() ?? "null")),
        JsonValue single when single.GetValueKind() == JsonValueKind.String => single.GetValue<string>(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value?.ToJsonString() ?? "null"}"),
    };
}
