using System.Text.Json.Nodes;

namespace LivePerformer.Music.Tests;

/// <summary>A committed file of one JSON line a MIDI file, found by the file's name.</summary>
internal sealed class Golden(string fixture)
{
    private readonly Dictionary<string, JsonNode> lines = File.ReadLines(Repo.Fixture(fixture))
        .Select(line => JsonNode.Parse(line)!)
        .ToDictionary(node => Path.GetFileName((string)node["file"]!));

    public IEnumerable<string> Files => lines.Keys;

    public JsonNode this[string file] => lines[file];
}
