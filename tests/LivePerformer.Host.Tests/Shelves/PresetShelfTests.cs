using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LivePerformer.Engine;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

public sealed class PresetShelfTests
{
    [Fact]
    public async Task PresetIsSavedReadAgainAndGoesBeforeTheShippedOne()
    {
        await using ShelfServer server = await ShelfServer.Start();
        JsonNode preset = JsonNode.Parse((await server.Get("/api/presets/answer")).GetRawText())!;
        preset["sampling"]!["temperature"] = 0.5;
        JsonElement saved = await server.Send(HttpMethod.Put, "/api/presets/answer", preset);

        Assert.True(saved.GetProperty("own").GetBoolean());
        Assert.True(JsonNode.DeepEquals(preset, JsonNode.Parse((await server.Get("/api/presets/answer")).GetRawText())));
        Assert.Equal(["answer own", "duet"], await Names(server));
        Assert.Equal(0.5, PresetFile.Find("answer", server.Home.PresetFolders).Sampling.Temperature);
        Assert.NotEqual(0.5, PresetFile.Find("answer", server.Home.Presets).Sampling.Temperature);
        Assert.Empty(Directory.GetFiles(server.Home.OwnPresets!, "*.part"));

        // the shipped one comes to light again, the user's comes back
        string token = (await server.Send(HttpMethod.Delete, "/api/presets/answer")).GetProperty("undo").GetString()!;
        Assert.Equal(["answer", "duet"], await Names(server));
        Assert.Contains("was shipped", await server.Refused(HttpMethod.Delete, "/api/presets/answer", HttpStatusCode.Conflict));
        Assert.Equal("answer", (await server.Send(HttpMethod.Post, "/api/undo", new { token })).GetProperty("name").GetString());
        Assert.Equal(["answer own", "duet"], await Names(server));
        await server.Refused(HttpMethod.Post, "/api/undo", HttpStatusCode.NotFound, new { token });
    }

    [Fact]
    public void CommandsSeeTheUsersPresets()
    {
        using var scratch = new Scratch();
        (string, string) home = TinyHome.In(scratch), config = ("XDG_CONFIG_HOME", scratch.Path("config"));
        string text = File.ReadAllText(Path.Combine(Repo.Root, "presets", "answer.json"));
        scratch.Write("config/LivePerformer/presets/mine.json", text.Replace("\"name\": \"answer\"", "\"name\": \"mine\""));
        scratch.Write("config/LivePerformer/presets/duet.json", text.Replace("\"name\": \"answer\"", "\"name\": \"duet\"").Replace("\"description\": \"", "\"description\": \"Not the shipped one. "));
        scratch.Write("config/LivePerformer/presets/night.setlist.json", """{"name":"night","items":[{"preset":"mine"},{"preset":"duet"}]}""");

        var (code, output, error) = Cli.Run(["presets"], home, config);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("mine", output);
        Assert.Contains("Not the shipped", output);
        Assert.Contains("night", Cli.Run(["setlists"], home, config).Output);
        (code, output, error) = Cli.Run(["rehearse", "--in", Session.CallsFile(scratch), "--preset", "mine", "--answer", "1"], home, config);
        Assert.True(code == 0, error);
        Assert.Contains("(in " + scratch.Path("config/LivePerformer/presets") + " and " + scratch.Path("home/presets") + ")", Cli.Run(["rehearse", "--in", "x.mid", "--preset", "nobody"], home, config).Error);
    }

    [Theory]
    [InlineData("""{ "name": "mine", "model": "m", "sampling": { "temperature": 77 } }""", "sampling.temperature")]
    [InlineData("""{ "name": "mine", "model": "m", "tempreature": 1 }""", "tempreature")]
    [InlineData("""{ "name": "other", "model": "m" }""", "calls itself 'other'")]
    [InlineData("""{ "name": "mine", """, "cannot be read")]
    [InlineData("null", "empty")]
    [InlineData("", "cannot be read")]
    public async Task WhatIsNoPresetIsRefusedWithItsFault(string body, string expected)
    {
        await using ShelfServer server = await ShelfServer.Start();
        Assert.Contains(expected, await server.Refused(HttpMethod.Put, "/api/presets/mine", HttpStatusCode.BadRequest, body));
        Assert.False(Directory.Exists(server.Home.OwnPresets));
    }

    [Theory]
    [InlineData("%2e%2e%2fanswer")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("..%5canswer")]
    [InlineData("c%3a%5cx")]
    [InlineData("%252e%252e%252fx")]
    [InlineData(".hidden")]
    [InlineData("x.")]
    [InlineData("x%20")]
    [InlineData("-x")]
    [InlineData("nul")]
    [InlineData("COM1.json")]
    [InlineData("a%0ab")]
    [InlineData("a%3fb")]
    [InlineData("a%e2%80%aeb")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task NameThatIsNoneIsRefusedEverywhere(string name)
    {
        await using ShelfServer server = await ShelfServer.Start();
        string[] before = Directory.GetFiles(server.Scratch.Path(""), "*", SearchOption.AllDirectories);
        string body = JsonSerializer.Serialize(new { name = Uri.UnescapeDataString(name), model = "m" });
        await server.Refused(HttpMethod.Get, $"/api/presets/{name}", HttpStatusCode.BadRequest);
        await server.Refused(HttpMethod.Put, $"/api/presets/{name}", HttpStatusCode.BadRequest, body);
        await server.Refused(HttpMethod.Delete, $"/api/presets/{name}", HttpStatusCode.BadRequest);
        await server.Refused(HttpMethod.Post, "/api/presets/answer/copy", HttpStatusCode.BadRequest, new { to = Uri.UnescapeDataString(name) });
        await server.Refused(HttpMethod.Get, $"/api/takes/{name}/take", HttpStatusCode.BadRequest);
        await server.Refused(HttpMethod.Delete, $"/api/takes/{name}", HttpStatusCode.BadRequest);
        Assert.Equal(before, Directory.GetFiles(server.Scratch.Path(""), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("x.setlist")]
    [InlineData("x.SCHEMA")]
    [InlineData("x.json")]
    public async Task PresetsNameMayNotMakeAnotherFileOfIt(string name)
    {
        await using ShelfServer server = await ShelfServer.Start();
        await server.Refused(HttpMethod.Put, $"/api/presets/{name}", HttpStatusCode.BadRequest, new { name, model = "m" });
        await server.Refused(HttpMethod.Post, "/api/presets/answer/copy", HttpStatusCode.BadRequest, new { to = name });
    }

    [Fact]
    public async Task LinkThatLeadsOutOfTheFolderIsNotFollowed()
    {
        Requires.Linux();
        await using ShelfServer server = await ShelfServer.Start();
        string outside = server.Scratch.Write("outside.json", """{ "name": "link", "model": "m" }""");
        Directory.CreateDirectory(server.Home.OwnPresets!);
        File.CreateSymbolicLink(Path.Combine(server.Home.OwnPresets!, "link.json"), outside);
        await server.Refused(HttpMethod.Get, "/api/presets/link", HttpStatusCode.Forbidden);
        await server.Refused(HttpMethod.Put, "/api/presets/link", HttpStatusCode.Forbidden, """{ "name": "link", "model": "other" }""");
        await server.Refused(HttpMethod.Delete, "/api/presets/link", HttpStatusCode.Forbidden);
        Assert.Contains("\"m\"", await File.ReadAllTextAsync(outside, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PresetFileOfAnotherNameIsFoundAndNeverOverwritten()
    {
        await using ShelfServer server = await ShelfServer.Start();
        server.Scratch.Write("own/presets/a.json", """{ "name": "b", "model": "m", }""");
        Assert.Contains("holds another preset, 'b'", await server.Refused(HttpMethod.Put, "/api/presets/a", HttpStatusCode.Conflict, """{ "name": "a", "model": "m" }"""));
        await server.Send(HttpMethod.Put, "/api/presets/b", """{ "name": "b", "model": "second" }""");
        Assert.Equal(["a.json"], Directory.GetFiles(server.Home.OwnPresets!).Select(Path.GetFileName));
        Assert.Equal("second", (await server.Get("/api/presets/b")).GetProperty("model").GetString());
    }

    [Fact]
    public async Task BrokenPresetIsListedWithItsFaultAndCanBeReplacedOrDeleted()
    {
        await using ShelfServer server = await ShelfServer.Start();
        server.Scratch.Write("own/presets/torn.json", "{");
        JsonElement torn = (await server.Get("/api/presets")).EnumerateArray().Single(preset => preset.GetProperty("name").GetString() == "torn");
        Assert.Contains("cannot be read", torn.GetProperty("fault").GetString());
        await server.Refused(HttpMethod.Get, "/api/presets/torn", HttpStatusCode.Conflict);
        string token = (await server.Send(HttpMethod.Delete, "/api/presets/torn")).GetProperty("undo").GetString()!;
        await server.Send(HttpMethod.Post, "/api/undo", new { token });
        await server.Send(HttpMethod.Put, "/api/presets/torn", """{ "name": "torn", "model": "m" }""");
        Assert.Equal("m", (await server.Get("/api/presets/torn")).GetProperty("model").GetString());
    }

    [Fact]
    public async Task CopyIsTheSameUnderAnotherName()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Assert.Equal("duo 2", (await server.Send(HttpMethod.Post, "/api/presets/duet/copy", new { to = "duo 2" })).GetProperty("name").GetString());
        JsonNode original = JsonNode.Parse((await server.Get("/api/presets/duet")).GetRawText())!, copy = JsonNode.Parse((await server.Get("/api/presets/duo%202")).GetRawText())!;
        original["name"] = "duo 2";
        Assert.True(JsonNode.DeepEquals(original, copy));
        await server.Refused(HttpMethod.Post, "/api/presets/duet/copy", HttpStatusCode.Conflict, new { to = "answer" });
        await server.Refused(HttpMethod.Post, "/api/presets/nobody/copy", HttpStatusCode.NotFound, new { to = "x" });
        await server.Refused(HttpMethod.Post, "/api/presets/duet/copy", HttpStatusCode.BadRequest, "{}");
        await server.Refused(HttpMethod.Post, "/api/presets/duet/copy", HttpStatusCode.BadRequest, """{"to":null}""");
    }

    [Fact]
    public async Task OfManyDeletionsAtOnceOneSucceeds()
    {
        await using ShelfServer server = await ShelfServer.Start();
        await server.Send(HttpMethod.Put, "/api/presets/mine", """{ "name": "mine", "model": "m" }""");
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => server.Answer(HttpMethod.Delete, "/api/presets/mine")));
        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.NotFound, 11)], answers.Select(answer => answer.StatusCode).Order());
    }

    [Fact]
    public async Task LastTwentyDeletionsCanBeUndoneByAnotherProgramToo()
    {
        await using ShelfServer server = await ShelfServer.Start();
        var tokens = new List<string>();
        for (int i = 0; i < 22; i++)
        {
            await server.Send(HttpMethod.Put, $"/api/presets/p{i}", $$"""{ "name": "p{{i}}", "model": "m" }""");
            tokens.Add((await server.Send(HttpMethod.Delete, $"/api/presets/p{i}")).GetProperty("undo").GetString()!);
        }

        IUndoes after = PresetShelf.Of(server.Home);       // as after a crash
        Assert.Equal([null, null, .. Enumerable.Range(2, 20).Select(i => $"p{i}")], tokens.Select(after.Undo));
        await server.Send(HttpMethod.Delete, "/api/presets/p5");
        await server.Send(HttpMethod.Put, "/api/presets/p5", """{ "name": "p5", "model": "other" }""");
        string token = (await server.Send(HttpMethod.Delete, "/api/presets/p6")).GetProperty("undo").GetString()!;
        await server.Send(HttpMethod.Put, "/api/presets/p6", """{ "name": "p6", "model": "other" }""");
        Assert.Contains("again", await server.Refused(HttpMethod.Post, "/api/undo", HttpStatusCode.Conflict, new { token }));
        foreach (string wrong in new[] { "", "../..", "0000000001-../../../../etc", "0000000001-0123456789abcdef" })
            await server.Refused(HttpMethod.Post, "/api/undo", HttpStatusCode.NotFound, new { token = wrong });
    }

    /// <summary>The framework turned away other types with an empty answer.</summary>
    [Fact]
    public async Task BodyIsLookedAtWhateverItsTypeSays()
    {
        await using ShelfServer server = await ShelfServer.Start();
        await server.Send(HttpMethod.Post, "/api/presets/duet/copy", new StringContent("""{"to":"a"}"""));
        await server.Send(HttpMethod.Post, "/api/presets/duet/copy", new ByteArrayContent("""{"to":"b"}"""u8.ToArray()));
        await server.Refused(HttpMethod.Post, "/api/presets/duet/copy", HttpStatusCode.BadRequest, new StringContent("to=c"));
        await server.Refused(HttpMethod.Post, "/api/presets/duet/copy", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task BodyThatIsTooLargeIsRefused()
    {
        await using ShelfServer server = await ShelfServer.Start();
        string large = $$"""{ "name": "mine", "model": "m", "description": "{{new string('x', 300_000)}}" }""";
        Assert.Contains("256 KiB", await server.Refused(HttpMethod.Put, "/api/presets/mine", HttpStatusCode.RequestEntityTooLarge, large));
    }

    [Fact]
    public async Task ModelsPianosAndSetListsAreThoseOfTheHome()
    {
        await using ShelfServer server = await ShelfServer.Start();
        server.Scratch.Write("home/models/torn/manifest.json", "{");
        server.Scratch.Write("home/presets/night.setlist.json", """{"name":"A night","items":[{"preset":"answer","name":"first"},{"preset":"duet"}]}""");
        JsonElement[] models = [.. (await server.Get("/api/models")).EnumerateArray()];
        Assert.Equal(["maestro-lstm", "maestro-transformer", "torn"], models.Select(model => model.GetProperty("name").GetString()));
        Assert.Equal("lstm", models[0].GetProperty("kind").GetString());
        Assert.NotNull(models[2].GetProperty("fault").GetString());
        Assert.Equal("FluidR3_YamahaGrand", (await server.Get("/api/pianos")).EnumerateArray().Single().GetProperty("name").GetString());
        JsonElement night = (await server.Get("/api/setlists")).EnumerateArray().Single();
        Assert.Equal(("night", "A night"), (night.GetProperty("name").GetString(), night.GetProperty("title").GetString()));
        Assert.Equal(["first", "duet"], night.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task SchemaIsThatOfThePresetFiles()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Assert.Equal(PresetFile.SchemaText(), await server.Client.GetStringAsync("/api/presets.schema", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DescriptionNamesEveryEndpointItsRefusalsAndItsAnswers()
    {
        await using ShelfServer server = await ShelfServer.Start();
        JsonElement paths = (await server.Get("/openapi.json")).GetProperty("paths");
        string[] expected =
        [
            "/api/files", "/api/finetunes", "/api/jobs", "/api/jobs/{id}", "/api/jobs/{id}/midi", "/api/jobs/{id}/wav", "/api/models", "/api/pianos", "/api/presets", "/api/presets.schema",
            "/api/presets/{name}", "/api/presets/{name}/copy", "/api/rehearsals", "/api/setlists", "/api/takes", "/api/takes/{name}", "/api/takes/{name}/midi", "/api/takes/{name}/roll",
            "/api/takes/{name}/take", "/api/takes/{name}/wav", "/api/undo",
        ];
        Assert.Equal(expected, paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        string[] ids = [.. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString()!)];
        Assert.Equal(ids.Distinct(), ids);
        foreach (JsonProperty operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.True(operation.Value.GetProperty("summary").GetString()!.Length > 10);
            if (operation.Value.TryGetProperty("requestBody", out JsonElement body))
            {
                // What a rehearsal takes comes as one of several; all else as one alone.
                string[] kinds = [.. body.GetProperty("content").EnumerateObject().Select(kind => kind.Name)];
                Assert.True(kinds is ["application/json"] or ["audio/midi"] || kinds.Order(StringComparer.Ordinal).SequenceEqual(["audio/midi", "audio/wav"]), string.Join(' ', kinds));
            }

            JsonProperty[] answers = [.. operation.Value.GetProperty("responses").EnumerateObject()];
            Assert.Contains(answers, answer => answer.Name[0] == '2' && answer.Value.TryGetProperty("content", out _));
            Assert.All(answers.Where(answer => answer.Name[0] == '4'), answer =>
                Assert.Equal("#/components/schemas/Refusal", answer.Value.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()));
        }
    }

    /// <summary>Two bodies of one name once had one form in the description.</summary>
    [Theory]
    [InlineData("/api/presets/{name}/copy", "post", "to")]
    [InlineData("/api/takes/{name}", "patch", "name")]
    [InlineData("/api/undo", "post", "token")]
    [InlineData("/api/finetunes", "post", "model,name,takes,files,minutes")]
    public async Task DescriptionTellsTheFormOfEachBody(string path, string method, string keys)
    {
        await using ShelfServer server = await ShelfServer.Start();
        JsonElement description = await server.Get("/openapi.json");
        string form = description.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!;
        Assert.Equal(keys, string.Join(',', description.GetProperty("components").GetProperty("schemas").GetProperty(form.Split('/')[^1]).GetProperty("properties").EnumerateObject().Select(property => property.Name)));
    }

    private static async Task<IEnumerable<string>> Names(ShelfServer server) =>
        (await server.Get("/api/presets")).EnumerateArray().Select(preset => preset.GetProperty("name").GetString() + (preset.GetProperty("own").GetBoolean() ? " own" : ""));
}
