using System.Text;
using System.Text.Json.Nodes;
using LivePerformer.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LivePerformer.Host;

/// <summary>The presets over HTTP.</summary>
internal static class PresetEndpoints
{
    public static void Map(IEndpointRouteBuilder app, PresetShelf shelf)
    {
        RouteGroupBuilder api = app.MapShelf("Presets");
        api.MapReading("/presets", () => Results.Json(shelf.List()))
            .Says<IReadOnlyList<ShelvedPreset>>("ListPresets", "The presets, by name.");
        api.MapReading("/presets/{name}", (string name) => Results.Text(PresetFile.Write(shelf.Find(name)), "application/json", Encoding.UTF8))
            .Says<JsonObject>("GetPreset", "A preset, whole: what its file leaves out stands there as it is usual.", 400, 403, 404, 409);
        api.MapPut("/presets/{name}", async (string name, HttpRequest request) => Results.Json(shelf.Save(name, await RequestBody.Text(request))))
            .Takes<JsonObject>()
            .Says<ShelvedPreset>("SavePreset", "Saves a preset in the user's folder; its form is that of /api/presets.schema, its name that of the address.", 400, 403, 409, 413);
        api.MapDelete("/presets/{name}", (string name) => Results.Json(new Deleted(shelf.Delete(name))))
            .Says<Deleted>("DeletePreset", "Deletes one of the user's presets; a shipped one of its name comes to light again.", 400, 403, 404, 409);
        api.MapPost("/presets/{name}/copy", async (string name, HttpRequest request) => Results.Json(shelf.Copy(name, (await RequestBody.Json<CopyTarget>(request, """{"to":"mine"}""")).To)))
            .Takes<CopyTarget>()
            .Says<ShelvedPreset>("CopyPreset", "Copies a preset into the user's folder under another name.", 400, 403, 404, 409, 413);
        api.MapReading("/presets.schema", () => Results.Text(PresetFile.SchemaText(), "application/schema+json", Encoding.UTF8))
            .Says<JsonObject>("GetPresetSchema", "The JSON schema (draft 2020-12) of a preset.");
    }

    /// <param name="To">The copy's name.</param>
    internal sealed record CopyTarget(string To);
}
