using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LivePerformer.Host;

/// <summary>What there is to choose from, beside presets: models, pianos and set lists.</summary>
internal static class StockEndpoints
{
    public static void Map(IEndpointRouteBuilder app, Installation home)
    {
        RouteGroupBuilder api = app.MapShelf("Stock");
        api.MapReading("/models", () => Results.Json(Models(home)))
            .Says<IReadOnlyList<Model>>("ListModels", "The models, by name, as their manifests describe them.");
        api.MapReading("/pianos", () => Results.Json(Pianos(home)))
            .Says<IReadOnlyList<Piano>>("ListPianos", "The built-in pianos.");
        api.MapReading("/setlists", () => Results.Json(SetLists(home)))
            .Says<IReadOnlyList<Night>>("ListSetLists", "The set lists, and what is in them.");
    }

    /// <param name="Kind">lstm or transformer.</param>
    /// <param name="Scores">As measured, by the trainer's names.</param>
    /// <param name="Fault">Why it cannot be read; null where it can.</param>
    internal sealed record Model(
        string Name, string? Kind, int Layers, int Hidden, string? Weights, string? Data, string? Licence, string? Created, IReadOnlyDictionary<string, double> Scores, string? Fault);

    internal sealed record Piano(string Name, long Bytes);

    /// <param name="Name">By which it is found.</param>
    /// <param name="Title">What it calls itself.</param>
    /// <param name="Fault">Why it cannot be read; null where it can.</param>
    internal sealed record Night(string Name, string Title, string Description, IReadOnlyList<Piece> Items, string? Fault);

    internal sealed record Piece(string Name, string Preset);

    private static IEnumerable<Model> Models(Installation home)
    {
        foreach (string name in ModelFolder.List(home.Models))
        {
            Model model;
            try
            {
                ModelManifest says = ModelManifest.Read(Path.Combine(home.Models, name, ModelManifest.FileName));
                model = new(name, says.Kind, says.Layers, says.Hidden, says.Weights, says.Data, says.Licence, says.Created, says.Scores, null);
            }
            catch (LivePerformerException fault)
            {
                model = new(name, null, 0, 0, null, null, null, null, new Dictionary<string, double>(), fault.Message);
            }

            yield return model;
        }
    }

    private static IEnumerable<Piano> Pianos(Installation home) => !Directory.Exists(home.Pianos) ? [] :
        new DirectoryInfo(home.Pianos).EnumerateFiles("*.sf2").Select(file => new Piano(Path.GetFileNameWithoutExtension(file.Name), file.Length)).OrderBy(piano => piano.Name, StringComparer.Ordinal);

    private static IEnumerable<Night> SetLists(Installation home)
    {
        foreach (string path in SetListFile.In(home.PresetFolders))
        {
            Night night;
            try
            {
                SetList list = SetListFile.Read(path);
                night = new(SetListFile.NameOf(path), list.Name, list.Description, [.. list.Items.Select(item => new Piece(item.Name.Length > 0 ? item.Name : item.Preset, item.Preset))], null);
            }
            catch (LivePerformerException fault)
            {
                night = new(SetListFile.NameOf(path), SetListFile.NameOf(path), "", [], fault.Message);
            }

            yield return night;
        }
    }
}
