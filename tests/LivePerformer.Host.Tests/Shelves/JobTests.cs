using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LivePerformer.Core;
using LivePerformer.Music;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

public sealed class JobTests
{
    [Fact]
    public async Task RehearsalGivesWhatTheCommandGives()
    {
        await using ShelfServer server = await ShelfServer.Start();
        string calls = Session.CallsFile(server.Scratch);
        byte[] midi = await File.ReadAllBytesAsync(calls, TestContext.Current.CancellationToken);
        JsonElement posted = await server.Send(HttpMethod.Post, "/api/rehearsals?preset=answer&name=my%20calls.mid", midi, HttpStatusCode.Accepted);
        Assert.Equal(("rehearsal", "my calls.mid"), (posted.GetProperty("kind").GetString(), posted.GetProperty("name").GetString()));
        string id = posted.GetProperty("id").GetString()!;
        JsonElement job = await server.Await(id, "done"), result = job.GetProperty("result");

        string take = server.Scratch.Path("take.mid"), wav = server.Scratch.Path("take.wav"), roll = server.Scratch.Path("roll.json");
        var (code, _, error) = Cli.Run(["rehearse", "--in", calls, "--preset", "answer", "--out", take, "--wav", wav, "--roll", roll], (Installation.Variable, server.Home.Root));
        Assert.True(code == 0, error);
        Assert.Equal(await File.ReadAllBytesAsync(take, TestContext.Current.CancellationToken), await server.Client.GetByteArrayAsync(result.GetProperty("midi").GetString(), TestContext.Current.CancellationToken));
        Assert.Equal(await File.ReadAllBytesAsync(wav, TestContext.Current.CancellationToken), await server.Client.GetByteArrayAsync(result.GetProperty("wav").GetString(), TestContext.Current.CancellationToken));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(roll, TestContext.Current.CancellationToken)), JsonNode.Parse(result.GetProperty("roll").GetRawText())));
        Assert.Equal(("my calls.mid", 4), (result.GetProperty("report").GetProperty("input").GetString(), result.GetProperty("report").GetProperty("human_notes").GetInt32()));
        Assert.Equal(1, job.GetProperty("progress").GetDouble());

        // the notes of the roll are those of the MIDI file
        MidiFile written = MidiFile.Read(take);
        JsonElement[] keys = [.. result.GetProperty("roll").GetProperty("keys").EnumerateArray()];
        Assert.Equal(written.Messages().Count(message => message.Message.IsNoteOn), keys.Length);
        Assert.Equal(4, keys.Count(key => key.GetProperty("by").GetString() == "human"));
        Assert.NotEqual(0, result.GetProperty("roll").GetProperty("turns").GetArrayLength());
        JsonElement listed = (await server.Get("/api/jobs")).EnumerateArray().Single();
        Assert.False(listed.GetProperty("result").TryGetProperty("roll", out _));
        await server.Send(HttpMethod.Delete, $"/api/jobs/{id}");
        await server.Await(id, "done");
    }

    /// <summary>With the transcriber that is shipped.</summary>
    [Fact]
    public async Task RecordingIsRehearsedByItsNotes()
    {
        await using ShelfServer server = await ShelfServer.Start();
        string ear = Path.Combine(Repo.Root, "models", "piano-ear"), here = Directory.CreateDirectory(Path.Combine(server.Home.Models, "piano-ear")).FullName;
        foreach (string file in Directory.GetFiles(ear)) File.Copy(file, Path.Combine(here, Path.GetFileName(file)));
        string wav = server.Scratch.Path("calls.wav");
        float[] sound = PianoSound.Of(PianoSound.Calls(times: 1, every: 2.5), 44_100, 3);
        using (WavWriter written = WavWriter.Create(wav, 44_100)) written.Write(sound, sound);
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(wav, TestContext.Current.CancellationToken)) { Headers = { ContentType = new("audio/wav") } };
        JsonElement posted = await server.Send(HttpMethod.Post, "/api/rehearsals?preset=answer&name=calls.wav", body, HttpStatusCode.Accepted);
        JsonElement result = (await server.Await(posted.GetProperty("id").GetString()!, "done")).GetProperty("result");

        Assert.InRange(result.GetProperty("report").GetProperty("human_notes").GetInt32(), 3, 6);     // four were played; the weights get better
        Assert.NotEqual(0, result.GetProperty("report").GetProperty("ai_notes").GetInt32());
        Assert.Contains(result.GetProperty("roll").GetProperty("keys").EnumerateArray(), key => key.GetProperty("by").GetString() == "human");
    }

    [Fact]
    public async Task WhatCannotBeRehearsedIsRefusedAtOnce()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Assert.Contains("no transcriber", await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=answer", HttpStatusCode.UnsupportedMediaType, "RIFF....WAVEfmt "u8.ToArray()));
        Assert.Contains("no transcriber", await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=answer", HttpStatusCode.UnsupportedMediaType, new ByteArrayContent([1]) { Headers = { ContentType = new("audio/wav") } }));
        await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=answer", HttpStatusCode.BadRequest, "no MIDI file"u8.ToArray());
        await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=answer", HttpStatusCode.BadRequest, Array.Empty<byte>());
        await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=answer", HttpStatusCode.RequestEntityTooLarge, new byte[(4 << 20) + 1]);
        byte[] midi = await File.ReadAllBytesAsync(Session.CallsFile(server.Scratch), TestContext.Current.CancellationToken);
        await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=nobody", HttpStatusCode.NotFound, midi);
        Assert.Contains("lasts 60 minutes", await server.Refused(HttpMethod.Post, "/api/rehearsals?preset=answer", HttpStatusCode.RequestEntityTooLarge, Melody(60, 3_600)));
        Assert.Empty(server.Board.Jobs);
    }

    [Fact]
    public async Task JobsOfAKindWaitForEachOtherAndCanBeCancelled()
    {
        Requires.Linux();
        using var scratch = new Scratch();
        string started = scratch.Path("started");
        string script = scratch.Write("slow.sh", $"echo $$ >> {started}\necho '{{\"event\":\"progress\",\"fraction\":0.25,\"text\":\"a quarter\"}}'\necho '{{\"event\":'\necho no JSON\nsleep 600 &\nwait\n");
        await using ShelfServer server = await ShelfServer.Start(new Errand("sh", [script]));
        byte[] midi = await File.ReadAllBytesAsync(Session.CallsFile(server.Scratch), TestContext.Current.CancellationToken);
        var ids = new List<string>();
        for (int i = 0; i < 1 + JobBoard.MostWaiting; i++)
        {
            ids.Add((await server.Send(HttpMethod.Post, "/api/rehearsals", midi, HttpStatusCode.Accepted)).GetProperty("id").GetString()!);
            while (i == 0 && (await server.Get($"/api/jobs/{ids[0]}")).GetProperty("progress").GetDouble() != 0.25) await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Contains("wait already", await server.Refused(HttpMethod.Post, "/api/rehearsals", HttpStatusCode.TooManyRequests, midi));
        Assert.Equal("a quarter", (await server.Get($"/api/jobs/{ids[0]}")).GetProperty("text").GetString());
        await server.Refused(HttpMethod.Get, $"/api/jobs/{ids[0]}/midi", HttpStatusCode.Conflict);
        await server.Refused(HttpMethod.Get, "/api/jobs/nobody", HttpStatusCode.NotFound);
        Assert.Equal(["running", .. Enumerable.Repeat("waiting", JobBoard.MostWaiting)], (await server.Get("/api/jobs")).EnumerateArray().Select(job => job.GetProperty("state").GetString()));

        Assert.Equal("cancelled", (await server.Send(HttpMethod.Delete, $"/api/jobs/{ids[1]}")).GetProperty("state").GetString());
        await server.Send(HttpMethod.Delete, $"/api/jobs/{ids[0]}");
        await server.Await(ids[0], "cancelled");
        while ((await server.Get($"/api/jobs/{ids[2]}")).GetProperty("state").GetString() != "running") await Task.Delay(20, TestContext.Current.CancellationToken);
        string first = (await File.ReadAllLinesAsync(started, TestContext.Current.CancellationToken))[0];
        Assert.Empty(Children(first));
        Assert.False(Directory.Exists($"/proc/{first}"));
    }

    [Fact]
    public async Task FiftyJobsAreKeptAndTheirFoldersGoWithThem()
    {
        using var room = new Workroom();
        await using var board = new JobBoard(room);
        var folders = new List<string>();
        for (int i = 0; i < 53; i++)
        {
            Job job = board.Post("trial", $"{i}", folder => folders.Add(folder), (_, _) => Task.FromResult(new JsonObject()));
            while (!job.IsOver) await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        while (board.Jobs.Count > JobBoard.MostKept) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal("52", board.Jobs[^1].Look(whole: true).Name);
        Assert.Equal(Enumerable.Range(0, 53).Select(i => i >= 3), folders.Select(Directory.Exists));
    }

    [Fact]
    public async Task JobThatFailsSaysWhyAndTheNextOneRuns()
    {
        using var room = new Workroom();
        await using var board = new JobBoard(room);
        Job bad = board.Post("trial", "bad", _ => { }, (_, _) => throw new LivePerformerException("No luck.\nTry again."));
        Job good = board.Post("trial", "good", _ => { }, (job, _) =>
        {
            job.Tell(0.5, "half");
            job.Tell(0.2, "never back");
            return Task.FromResult(new JsonObject { ["a"] = 1 });
        });
        while (!good.IsOver) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal(("failed", "No luck. Try again."), (bad.Look(true).State, bad.Look(true).Text));
        Assert.Equal(("done", 1.0), (good.Look(true).State, good.Look(true).Progress));
        Job unforeseen = board.Post("trial", "unforeseen", _ => { }, (_, _) => throw new InvalidOperationException("ouch")), after = board.Post("trial", "after", _ => { }, (_, _) => Task.FromResult(new JsonObject()));
        while (!after.IsOver) await Task.Delay(1, TestContext.Current.CancellationToken);
        Assert.Equal(("failed", "done"), (unforeseen.Look(true).State, after.Look(true).State));
        Assert.Throws<LivePerformerException>(() => board.Post("trial", "x", _ => throw new LivePerformerException("no room"), (_, _) => Task.FromResult(new JsonObject())));
        Assert.Equal(4, board.Jobs.Count);
    }

    /// <summary>The trainer's side of the protocol, by a script; its real lines are tested where the trainer is.</summary>
    [Fact]
    public async Task FinetuneTellsWhatTheTrainerTellsAndAdoptsItsPreset()
    {
        Requires.Linux();
        using var scratch = new Scratch();
        string script = scratch.Write("trainer.sh", """
            echo "$@" > arguments
            find "$5" -type f | sort > laid
            echo '{"event":"said","text":"8 notes in 3 files"}'
            echo '{"event":"curve","minutes":0,"heldOut":3.5}'
            echo '{"event":"progress","fraction":0.5,"text":"3.100 nats/token"}'
            echo '{"event":"curve","minutes":0.5,"train":3.1,"heldOut":3.2}'
            echo 'left out: drums' >&2
            mkdir models/mine; cp models/maestro-lstm/* models/mine/
            echo '{"name":"mine","model":"mine"}' > presets/mine.json
            echo '{"event":"done","model":"mine","preset":"mine","before":3.5,"after":3.2}'
            """);
        await using ShelfServer server = await ShelfServer.Start(trainer: () => new Errand("sh", [script]));
        string take = Path.GetFileNameWithoutExtension(Session.Rehearse(server.Scratch, server.Scratch.Path("x.wav"), 2));
        string[] files = [await Upload(server, "one.mid", 60), await Upload(server, "../two.mid", 62)];
        JsonElement posted = await server.Send(HttpMethod.Post, "/api/finetunes", new { model = "maestro-lstm", name = "mine", takes = new[] { take }, files, minutes = 2.5 }, HttpStatusCode.Accepted);
        JsonElement job = await server.Await(posted.GetProperty("id").GetString()!, "done");

        Assert.Equal([(0, null, 3.5), (0.5, 3.1, 3.2)], job.GetProperty("curve").EnumerateArray().Select(point =>
            (point.GetProperty("minutes").GetDouble(), point.GetProperty("train").ValueKind == JsonValueKind.Null ? (double?)null : point.GetProperty("train").GetDouble(), point.GetProperty("heldOut").GetDouble())));
        JsonElement result = job.GetProperty("result");
        Assert.Equal(("mine", "mine", 3.2), (result.GetProperty("model").GetString(), result.GetProperty("preset").GetString(), result.GetProperty("natsPerTokenAfter").GetDouble()));
        Assert.Contains("mine", (await server.Get("/api/models")).EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        Assert.True((await server.Get("/api/presets")).EnumerateArray().Single(preset => preset.GetProperty("name").GetString() == "mine").GetProperty("own").GetBoolean());
        string arguments = await File.ReadAllTextAsync(server.Scratch.Path("home/arguments"), TestContext.Current.CancellationToken);
        Assert.StartsWith("finetune --model maestro-lstm --midi ", arguments);
        Assert.EndsWith(" --name mine --minutes 2.5 --progress json\n", arguments);
        Assert.Equal(["1/piece.take", "2/piece.mid", "3/piece.mid"], (await File.ReadAllLinesAsync(server.Scratch.Path("home/laid"), TestContext.Current.CancellationToken)).Select(line => string.Join('/', line.Split('/')[^2..])));
        Assert.Contains("already", await server.Refused(HttpMethod.Post, "/api/finetunes", HttpStatusCode.Conflict, new { model = "maestro-lstm", name = "mine", files }));
    }

    /// <summary>The real trainer, and the model it made answers.</summary>
    [Fact]
    public async Task FinetuneMakesAModelThatPlays()
    {
        await using ShelfServer server = await ShelfServer.Start();
        var files = new List<string>();
        for (int i = 0; i < 10; i++) files.Add((await server.Send(HttpMethod.Post, $"/api/files?name={i}.mid", Scales(48 + i))).GetProperty("token").GetString()!);
        JsonElement posted = await server.Send(HttpMethod.Post, "/api/finetunes", new { model = "maestro-lstm", name = "mine", files, minutes = 0.05 }, HttpStatusCode.Accepted);
        JsonElement job = await server.Await(posted.GetProperty("id").GetString()!, "done"), result = job.GetProperty("result");
        JsonElement[] curve = [.. job.GetProperty("curve").EnumerateArray()];
        Assert.True(curve.Length >= 2);
        Assert.True(curve[^1].GetProperty("heldOut").GetDouble() < curve[0].GetProperty("heldOut").GetDouble());
        Assert.True(result.GetProperty("natsPerTokenAfter").GetDouble() < result.GetProperty("natsPerTokenBefore").GetDouble());
        Assert.True((await server.Get("/api/presets")).EnumerateArray().Single(preset => preset.GetProperty("name").GetString() == "mine").GetProperty("own").GetBoolean());
        JsonElement rehearsed = await server.Send(HttpMethod.Post, "/api/rehearsals?preset=mine", Scales(60), HttpStatusCode.Accepted);
        JsonElement report = (await server.Await(rehearsed.GetProperty("id").GetString()!, "done")).GetProperty("result").GetProperty("report");
        Assert.Equal(("mine", "mine"), (report.GetProperty("preset").GetString(), report.GetProperty("model").GetString()));
        Assert.NotEqual(0, report.GetProperty("ai_notes").GetInt32());
    }

    [Fact]
    public async Task FinetuneThatFailsCarriesTheTrainersLine()
    {
        Requires.Linux();
        using var scratch = new Scratch();
        string script = scratch.Write("trainer.sh", "echo '{\"event\":\"said\",\"text\":\"so far so good\"}'\necho 'a warning' >&2\necho 'Nothing was won: no model is written.' >&2\nexit 1\n");
        await using ShelfServer server = await ShelfServer.Start(trainer: () => new Errand("sh", [script]));
        string[] files = [await Upload(server, "1.mid", 60), await Upload(server, "2.mid", 61), await Upload(server, "3.mid", 62)];
        JsonElement posted = await server.Send(HttpMethod.Post, "/api/finetunes", new { model = "maestro-lstm", name = "mine", files }, HttpStatusCode.Accepted);
        Assert.Equal("Nothing was won: no model is written.", (await server.Await(posted.GetProperty("id").GetString()!, "failed")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task WhatCannotBeFinetunedIsRefusedAtOnce()
    {
        await using ShelfServer server = await ShelfServer.Start(trainer: () => new Errand("false", []));
        string[] files = [await Upload(server, "1.mid", 60), await Upload(server, "2.mid", 61), await Upload(server, "3.mid", 62)];
        Task<string> Refused(HttpStatusCode status, object body) => server.Refused(HttpMethod.Post, "/api/finetunes", status, body);
        Assert.Contains("There are: maestro-lstm", await Refused(HttpStatusCode.NotFound, new { model = "../x", name = "mine", files }));
        await Refused(HttpStatusCode.BadRequest, new { model = "maestro-lstm", name = "../mine", files });
        await Refused(HttpStatusCode.Conflict, new { model = "maestro-lstm", name = "answer", files });
        await Refused(HttpStatusCode.BadRequest, new { model = "maestro-lstm", name = "mine", files, minutes = 0 });
        await Refused(HttpStatusCode.NotFound, new { model = "maestro-lstm", name = "mine", files = new[] { "nobody" } });
        await Refused(HttpStatusCode.NotFound, new { model = "maestro-lstm", name = "mine", takes = new[] { "nobody" } });
        Assert.Contains("too few", await Refused(HttpStatusCode.BadRequest, new { model = "maestro-lstm", name = "mine", files = files[..2] }));
        await Refused(HttpStatusCode.BadRequest, new { name = "mine", files });
        await server.Refused(HttpMethod.Post, "/api/files?name=x", HttpStatusCode.BadRequest, "no MIDI file"u8.ToArray());
        Assert.Empty(server.Board.Jobs);
    }

    [Fact]
    public async Task TrainerThatIsNotThereIsNamedWithTheCommandThatBuildsIt()
    {
        await using ShelfServer server = await ShelfServer.Start(trainer: () => TrainerPlace.Find(new Installation("/nowhere"), "/nowhere"));
        Assert.Contains("dotnet build -c Release src/LivePerformer.Trainer", await server.Refused(HttpMethod.Post, "/api/finetunes", HttpStatusCode.ServiceUnavailable, new { model = "maestro-lstm", name = "mine" }));
    }

    [Fact]
    public void UploadedFilesAreForgottenAfterAnHour()
    {
        using var room = new Workroom();
        var time = new SetTime();
        string folder = room.Folder("files");
        var files = new UploadShelf(folder, time);
        string old = files.Add("a.mid", Melody(60, 4));
        time.Now += TimeSpan.FromMinutes(59);
        string young = files.Add("b.mid", Melody(60, 4));
        Assert.Equal("a.mid", files.Find(old).Name);
        time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(404, Assert.Throws<RefusedException>(() => files.Find(old)).Status);
        Assert.Equal("b.mid", files.Find(young).Name);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void FolderOfAProgramThatCrashedIsTidiedUp()
    {
        using var gone = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        gone.WaitForExit();
        string left = Directory.CreateTempSubdirectory($"liveperformer-web-{gone.Id}-").FullName;
        using var first = new Workroom();
        string mine = first.Folder("x");
        using var second = new Workroom();
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(mine));
    }

    private static async Task<string> Upload(ShelfServer server, string name, int pitch) =>
        (await server.Send(HttpMethod.Post, $"/api/files?name={Uri.EscapeDataString(name)}", Melody(pitch, 4))).GetProperty("token").GetString()!;

    private static byte[] Melody(int pitch, double seconds)
    {
        var file = new MidiFile(MidiDivision.PerQuarter(500));
        file.AddTrack("keys", [(TimePoint.Zero, MidiMessage.NoteOn(0, new Pitch(pitch), 80)), (TimePoint.FromSeconds(seconds), MidiMessage.NoteOff(0, new Pitch(pitch)))]);
        return TakeEndpoints.Bytes(file);
    }

    private static byte[] Scales(int tonic)
    {
        var file = new MidiFile(MidiDivision.PerQuarter(500));
        int[] steps = [0, 2, 4, 5, 7, 9, 11, 12];
        file.AddTrack("keys", Enumerable.Range(0, 96).SelectMany(i =>
        {
            var pitch = new Pitch(tonic + steps[i % 8]);
            return new[] { (TimePoint.FromSeconds(0.2 * i), MidiMessage.NoteOn(0, pitch, 80)), (TimePoint.FromSeconds((0.2 * i) + 0.19), MidiMessage.NoteOff(0, pitch)) };
        }));
        return TakeEndpoints.Bytes(file);
    }

    private static IEnumerable<string> Children(string parent) => Directory.EnumerateDirectories("/proc")
        .Select(path => Path.Combine(path, "stat")).Where(File.Exists).Select(path =>
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (IOException)
            {
                return "";
            }
        }).Where(stat => stat.Length > 0 && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent);

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
