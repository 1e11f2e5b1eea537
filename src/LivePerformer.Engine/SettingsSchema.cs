using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace LivePerformer.Engine;

/// <summary>JSON schemas (draft 2020-12) of settings, with the descriptions and ranges that stand at their properties.</summary>
internal static class SettingsSchema
{
    public static string TextOf(Type settings, JsonSerializerOptions options, string title)
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };
        var root = (JsonObject)options.GetJsonSchemaAsNode(settings, exporter);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", title);
        return root.ToJsonString(options) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject part || context.PropertyInfo?.AttributeProvider is not { } provider) return node;

        if (Attribute<DescriptionAttribute>(provider) is { } description) part.Insert(0, "description", description.Description);
        if (Attribute<RangeAttribute>(provider) is { } range)
        {
            part["minimum"] = range.Minimum;
            part["maximum"] = range.Maximum;
        }

        return part;
    }

    private static T? Attribute<T>(ICustomAttributeProvider provider)
        where T : Attribute => provider.GetCustomAttributes(typeof(T), false).OfType<T>().FirstOrDefault();
}
