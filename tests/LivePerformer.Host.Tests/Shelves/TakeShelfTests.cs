using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

public sealed class TakeShelfTests
{
    private const int Rate = 48_000;

    private static readonly DateTimeOffset Now = new(2026, 5, 1, 20, 0, 0, TimeSpan.FromHours(2));

    [Fact]
    public async Task TakesAreListedNewestFirstWithTheirPartsAndCounts()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Record(server, "old", Now.AddDays(-1), [(0, true, 60), (1, true, 62)], [(2, 70)]);
        Record(server, "new", Now, [(0, true, 60)], [(1, 64), (2, 65), (3, 66)], (0.5, TakePart.Begins("verse")), (1.5, TakePart.Begins("chorus")), (2, TakePart.Ends), (2.5, "part begins: "));
        JsonElement[] takes = [.. (await server.Get("/api/takes")).EnumerateArray()];

        Assert.Equal(["new", "old"], takes.Select(take => take.GetProperty("name").GetString()));
        JsonElement first = takes[0];
        Assert.Equal((1, 3), (first.GetProperty("humanNotes").GetInt32(), first.GetProperty("aiNotes").GetInt32()));
        Assert.Equal("2026-05-01T20:00:00+02:00", first.GetProperty("begun").GetString());
        Assert.Equal(("answer", "maestro-lstm"), (first.GetProperty("preset").GetString(), first.GetProperty("model").GetString()));
        Assert.Equal(4, first.GetProperty("seconds").GetDouble(), 3);
        Assert.Equal(new FileInfo(server.Scratch.Path("takes/new.take")).Length, first.GetProperty("bytes").GetInt64());
        Assert.Equal(
            [("verse", 0.5, 1.5), ("chorus", 1.5, 2.0), ("part 3", 2.5, 4.0)],
            first.GetProperty("parts").EnumerateArray().Select(part => (part.GetProperty("name").GetString()!, part.GetProperty("from").GetDouble(), part.GetProperty("to").GetDouble())));
        Assert.All(takes, take => Assert.False(take.GetProperty("broken").GetBoolean() || take.GetProperty("playing").GetBoolean()));
    }

    [Fact]
    public async Task BrokenTakesAndTheOneThatPlaysBlockNoOther()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Record(server, "whole", Now, [(0, true, 60)], []);
        byte[] bytes = await File.ReadAllBytesAsync(server.Scratch.Path("takes/whole.take"), TestContext.Current.CancellationToken);
        server.Scratch.Write("takes/cut off.take", bytes[..^9]);
        server.Scratch.Write("takes/growing.take", bytes[..^9]);
        server.Scratch.Write("takes/empty.take", "");
        server.Scratch.Write("takes/noise.take", "this is no take at all");
        server.Playing = server.Scratch.Path("takes/growing.take");
        if (OperatingSystem.IsLinux()) File.CreateSymbolicLink(server.Scratch.Path("takes/link.take"), "/etc/passwd");
        Dictionary<string, JsonElement> takes = (await server.Get("/api/takes")).EnumerateArray().ToDictionary(take => take.GetProperty("name").GetString()!);

        Assert.All(new[] { "empty", "noise" }, name => Assert.True(takes[name].GetProperty("broken").GetBoolean()));
        Assert.Contains("not a take", takes["noise"].GetProperty("fault").GetString());
        Assert.False(takes["cut off"].GetProperty("broken").GetBoolean());
        Assert.NotNull(takes["cut off"].GetProperty("fault").GetString());
        Assert.True(takes["growing"].GetProperty("playing").GetBoolean());
        Assert.Null(takes["growing"].GetProperty("fault").GetString());
        if (OperatingSystem.IsLinux()) await server.Refused(HttpMethod.Get, "/api/takes/link/take", HttpStatusCode.Forbidden);
        await server.Refused(HttpMethod.Get, "/api/takes/noise/midi", HttpStatusCode.BadRequest);
        await server.Refused(HttpMethod.Get, "/api/takes/nobody/midi", HttpStatusCode.NotFound);

        await server.Refused(HttpMethod.Delete, "/api/takes/growing", HttpStatusCode.Conflict);
        await server.Refused(HttpMethod.Patch, "/api/takes/growing.take", HttpStatusCode.Conflict, new { name = "x" });
        Assert.Equal(bytes.Length - 9, (await server.Client.GetByteArrayAsync("/api/takes/growing/take", TestContext.Current.CancellationToken)).Length);
        await server.Send(HttpMethod.Delete, "/api/takes/noise");
    }

    /// <summary>A list must not read a thousand files again each time: it is read once, and again where it grew.</summary>
    [Fact]
    public void TakeIsReadAgainOnlyWhereItHasChanged()
    {
        using var scratch = new Scratch();
        string path = Recorded(scratch, "a", Now, [(0, true, 60)], []);
        var shelf = new TakeShelf(scratch.Path("takes"), () => null);
        DateTime time = File.GetLastWriteTimeUtc(path);
        byte[] good = File.ReadAllBytes(path);
        Assert.False(shelf.List().Single().Broken);

        File.WriteAllBytes(path, new byte[good.Length]);        // unseen: length and time are as they were
        File.SetLastWriteTimeUtc(path, time);
        Assert.False(shelf.List().Single().Broken);
        File.SetLastWriteTimeUtc(path, time.AddSeconds(1));
        Assert.True(shelf.List().Single().Broken);
        File.Delete(path);
        Assert.Empty(shelf.List());
    }

    [Fact]
    public async Task RenameTakesTheMidiFileAlongAndNeverOverwrites()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Record(server, "a", Now, [(0, true, 60)], []);
        Record(server, "b", Now, [(0, true, 62)], []);
        File.Delete(server.Scratch.Path("takes/b.mid"));
        server.Scratch.Write("takes/c.mid", "somebody's");
        byte[] take = await File.ReadAllBytesAsync(server.Scratch.Path("takes/a.take"), TestContext.Current.CancellationToken);

        Assert.Contains("already", await server.Refused(HttpMethod.Patch, "/api/takes/a", HttpStatusCode.Conflict, new { name = "b" }));
        Assert.Contains("already", await server.Refused(HttpMethod.Patch, "/api/takes/a", HttpStatusCode.Conflict, new { name = "c" }));
        await server.Refused(HttpMethod.Patch, "/api/takes/nobody", HttpStatusCode.NotFound, new { name = "d" });
        await server.Refused(HttpMethod.Patch, "/api/takes/a", HttpStatusCode.BadRequest, new { name = "../d" });
        Assert.Equal("Erste Nacht", (await server.Send(HttpMethod.Patch, "/api/takes/a", new { name = "Erste Nacht" })).GetProperty("name").GetString());
        Assert.Equal(["Erste Nacht.mid", "Erste Nacht.take", "b.take", "c.mid"], Directory.GetFiles(server.Scratch.Path("takes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(take, await File.ReadAllBytesAsync(server.Scratch.Path("takes/Erste Nacht.take"), TestContext.Current.CancellationToken));

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => server.Answer(HttpMethod.Patch, "/api/takes/b", new { name = $"b{i}" })));
        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.NotFound, 9)], answers.Select(answer => answer.StatusCode).Order());
    }

    [Fact]
    public async Task DeletedTakeComesBackWithItsMidiFile()
    {
        await using ShelfServer server = await ShelfServer.Start();
        Record(server, "a", Now, [(0, true, 60)], []);
        string token = (await server.Send(HttpMethod.Delete, "/api/takes/a")).GetProperty("undo").GetString()!;
        Assert.Empty((await server.Get("/api/takes")).EnumerateArray());
        Assert.Empty(Directory.GetFiles(server.Scratch.Path("takes")));
        Assert.Equal("a", (await server.Send(HttpMethod.Post, "/api/undo", new { token })).GetProperty("name").GetString());
        Assert.Equal(["a.mid", "a.take"], Directory.GetFiles(server.Scratch.Path("takes")).Select(Path.GetFileName).Order());
        Assert.Single((await server.Get("/api/takes")).EnumerateArray());
    }

    [Fact]
    public async Task MidiIsTheOneThatTheRecorderWrites()
    {
        await using ShelfServer server = await ShelfServer.Start();
        (string take, string midi, _) = Session.Live(server.Scratch, "answer", 3);
        string name = Path.GetFileNameWithoutExtension(take);
        using HttpResponseMessage answer = await server.Answer(HttpMethod.Get, $"/api/takes/{name}/midi");
        Assert.Equal("audio/midi", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal($"{name}.mid", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(await File.ReadAllBytesAsync(midi, TestContext.Current.CancellationToken), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using HttpResponseMessage whole = await server.Answer(HttpMethod.Get, $"/api/takes/{name}.take/take");
        Assert.Equal(await File.ReadAllBytesAsync(take, TestContext.Current.CancellationToken), await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal($"{name}.take", whole.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        await server.Refused(HttpMethod.Get, $"/api/takes/{name}/take?from=1", HttpStatusCode.BadRequest);
    }

    /// <summary>The cut read by the MIDI reader, beside the same cut made of the whole take's notes by arithmetic.</summary>
    [Theory]
    [InlineData(0.5, 2.25)]
    [InlineData(1.05, 1.06)]
    [InlineData(0, 1.5)]
    [InlineData(2.5, null)]
    public async Task CutMidiHoldsTheNotesThatSoundThereCutToIt(double from, double? to)
    {
        await using ShelfServer server = await ShelfServer.Start();
        var score = new List<(double, bool, int)>();
        for (int i = 0; i < 12; i++) score.AddRange([(0.25 * i, true, 48 + (5 * i % 24)), ((0.25 * i) + 0.4, false, 48 + (5 * i % 24))]);
        Record(server, "a", Now, [.. score.OrderBy(one => one.Item1)], [(0.1, 90), (1, 91), (2, 92)]);
        RecordedTake take = RecordedTake.Read(server.Scratch.Path("takes/a.take"));
        double end = to ?? double.MaxValue;
        var expected = TakeFile.Notes(TakeFile.Events(take), Rate)
            .Where(one => one.Note.Onset.Seconds < end && one.Note.Offset.Seconds > from)
            .Select(one => (one.Source, one.Note.Pitch.Number, On: Math.Max(one.Note.Onset.Seconds, from) - from, Off: Math.Min(one.Note.Offset.Seconds, end) - from)).Order();

        string query = to is null ? $"from={from}" : $"from={from}&to={to}";
        MidiFile cut = MidiFile.Read(new MemoryStream(await server.Client.GetByteArrayAsync($"/api/takes/a/midi?{query}", TestContext.Current.CancellationToken)), "cut");
        var heard = cut.Messages().GroupBy(message => cut.Tracks[message.Track].Name == "AI" ? NoteSource.Ai : NoteSource.Human)
            .SelectMany(part => Performance.FromMessages(part).Notes.Select(note => (part.Key, note.Pitch.Number, On: note.Onset.Seconds, Off: note.Offset.Seconds))).Order();
        Assert.Equal(expected.Select(one => (one.Source, one.Number)), heard.Select(one => (one.Key, one.Number)));
        Assert.All(expected.Zip(heard), pair =>
        {
            Assert.Equal(pair.First.On, pair.Second.On, 3);
            Assert.Equal(pair.First.Off, pair.Second.Off, 3);
        });

        JsonElement roll = await server.Get($"/api/takes/a/roll?{query}");
        var drawn = roll.GetProperty("keys").EnumerateArray()
            .Select(key => (key.GetProperty("by").GetString() == "ai" ? NoteSource.Ai : NoteSource.Human, (byte)key.GetProperty("pitch").GetInt32(), On: key.GetProperty("on").GetDouble() - from, Off: key.GetProperty("off").GetDouble() - from)).Order();
        Assert.All(expected.Zip(drawn, (e, d) => (e, d)), pair => Assert.True(
            (pair.e.Source, pair.e.Number) == (pair.d.Item1, pair.d.Item2) && Math.Abs(pair.e.On - pair.d.On) < 1e-4 && Math.Abs(pair.e.Off - pair.d.Off) < 1e-4, $"{pair}"));
        Assert.Equal(expected.Count(), drawn.Count());
    }

    [Fact]
    public void CutKeepsPedalsAndWheelsAndEndsWhatSounds()
    {
        TakeEvent At(long frame, byte status, byte one, byte two) => new(NoteSource.Human, frame, frame, new MidiMessage(status, one, two));
        TakeEvent[] whole =
        [
            At(0, 0xB0, 64, 127), At(1, 0xE0, 0, 80), At(2, 0xC0, 5, 0), At(3, 0x90, 60, 70), At(4, 0x91, 60, 71), At(5, 0xB0, 1, 9), At(6, 0x90, 62, 1), At(7, 0x80, 62, 64),
            At(20, 0xB0, 64, 0), At(21, 0xB0, 64, 90), At(22, 0x90, 64, 72), At(50, 0x80, 60, 64),
        ];
        IReadOnlyList<TakeEvent> piece = new TakeCut(10, 30).Of(whole);
        Assert.Equal(
            [
                At(0, 0xB0, 1, 9), At(0, 0xB0, 64, 127), At(0, 0xC0, 5, 0), At(0, 0xE0, 0, 80), At(0, 0x90, 60, 70), At(0, 0x91, 60, 71),
                At(10, 0xB0, 64, 0), At(11, 0xB0, 64, 90), At(12, 0x90, 64, 72),
                At(20, 0x80, 60, 64), At(20, 0x80, 64, 64), At(20, 0x81, 60, 64), At(20, 0xB0, 64, 0),
            ],
            piece);
        Assert.Same(whole, TakeCut.None.Of(whole));
        Assert.DoesNotContain(new TakeCut(2, 3).Of([At(0, 0x90, 60, 9), At(1, 0xB0, 123, 0)]), e => e.Message.IsNoteOn);
    }

    [Fact]
    public async Task RollShowsTurnsPedalsAndWhoPlayed()
    {
        await using ShelfServer server = await ShelfServer.Start();
        (string path, _, _) = Session.Live(server.Scratch, "answer", 3);
        RecordedTake take = RecordedTake.Read(path);
        JsonElement roll = await server.Get($"/api/takes/{Path.GetFileNameWithoutExtension(path)}/roll");
        JsonElement[] keys = [.. roll.GetProperty("keys").EnumerateArray()];
        Assert.Equal(TakeFile.Notes(TakeFile.Events(take), Rate).Count(one => one.Source == NoteSource.Ai), keys.Count(key => key.GetProperty("by").GetString() == "ai"));
        Assert.Contains(keys, key => key.GetProperty("by").GetString() == "ai");
        Assert.Equal(
            take.Entries.Where(entry => entry.Kind == TakeKind.Turn).Select(entry => new TimePoint(entry.A).Seconds),
            roll.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("at").GetDouble()));
        Assert.Equal(Enumerable.Range(1, keys.Length), keys.Select(key => key.GetProperty("id").GetInt32()));
        Assert.False(roll.GetProperty("more").GetBoolean());
        Assert.Equal(0, roll.GetProperty("grids").GetArrayLength());
    }

    [Fact]
    public async Task SoundIsTheOneThatExportWritesAndIsServedInRanges()
    {
        await using ShelfServer server = await ShelfServer.Start();
        string path = Session.Rehearse(server.Scratch, server.Scratch.Path("played.wav"), 4), name = Path.GetFileNameWithoutExtension(path);
        byte[] whole = await server.Client.GetByteArrayAsync($"/api/takes/{name}/wav", TestContext.Current.CancellationToken);
        Assert.Equal(0, Cli.Run(["export", path, "--wav", server.Scratch.Path("exported.wav")], (Installation.Variable, server.Home.Root)).Code);
        Assert.Equal(await File.ReadAllBytesAsync(server.Scratch.Path("exported.wav"), TestContext.Current.CancellationToken), whole);

        using (HttpResponseMessage head = await server.Answer(HttpMethod.Head, $"/api/takes/{name}/wav"))
        {
            Assert.Equal((whole.Length, "audio/wav", "bytes"), (head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.ToString(), head.Headers.AcceptRanges.Single()));
        }

        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/takes/{name}/wav") { Headers = { Range = new RangeHeaderValue(1_000, 4_999) } };
        using HttpResponseMessage part = await server.Client.SendAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[1_000..5_000], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        // a piece is those very samples, but for five milliseconds at its ends
        server.Scratch.Write("piece.wav", await server.Client.GetByteArrayAsync($"/api/takes/{name}/wav?from=1&to=2.5", TestContext.Current.CancellationToken));
        server.Scratch.Write("whole.wav", whole);
        float[] piece = WaveFile.Floats(server.Scratch.Path("piece.wav")), all = WaveFile.Floats(server.Scratch.Path("whole.wav"));
        Assert.Equal(2 * 72_000, piece.Length);
        Assert.Equal(0, piece[0]);
        Assert.Equal(0, piece[^1], 3);
        Assert.All(Enumerable.Range(240, 72_000 - 480), i => Assert.Equal(all[2 * (Rate + i)], piece[2 * i], 1e-4));    // two dithers apart
        Assert.Contains(piece, sample => Math.Abs(sample) > 0.01f);
    }

    [Theory]
    [InlineData("from=x")]
    [InlineData("from=-1")]
    [InlineData("from=NaN")]
    [InlineData("from=1e300")]
    [InlineData("from=2&to=2")]
    [InlineData("to=0")]
    public async Task CutThatIsNoneIsRefused(string query)
    {
        await using ShelfServer server = await ShelfServer.Start();
        Record(server, "a", Now, [(0, true, 60)], []);
        foreach (string form in new[] { "midi", "wav", "roll" }) await server.Refused(HttpMethod.Get, $"/api/takes/a/{form}?{query}", HttpStatusCode.BadRequest);
    }

    /// <summary>Whoever leaves ends the rendering that nobody else wants; the next one's turn comes.</summary>
    [Fact]
    public async Task RenderingEndsWithTheClientThatWantedIt()
    {
        Requires.Linux();
        using var scratch = new Scratch();
        string started = scratch.Path("started"), script = scratch.Write("slow.sh", $"echo $$ >> {started}\nsleep 600\n");
        await using ShelfServer server = await ShelfServer.Start(new Errand("sh", [script]));
        Record(server, "a", Now, [(0, true, 60)], []);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<HttpResponseMessage> first = server.Client.GetAsync("/api/takes/a/wav", leaves.Token), second = server.Client.GetAsync("/api/takes/a/wav?from=1", leaves.Token);
        while (!File.Exists(started)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Single(await Ids());        // one at a time
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        foreach (string id in await Ids())
        {
            while (Directory.Exists($"/proc/{id}")) await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        async Task<string[]> Ids() => [.. (await File.ReadAllLinesAsync(started, TestContext.Current.CancellationToken)).Where(line => line.Length > 0)];
    }

    [Fact]
    public async Task HeavyWorkHasTheLowestPriorityAndSoHasWhatItStarts()
    {
        Requires.Linux();
        using var scratch = new Scratch();
        var lines = new List<string>();
        await new Errand("sh", ["-c"]).Run(["nice; sh -c nice; nice | cat"], null, new Installation(scratch.Path("")), lines.Add, TestContext.Current.CancellationToken);
        Assert.Equal(["19", "19", "19"], lines);
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("nice") { RedirectStandardOutput = true })!;
        Assert.NotEqual("19", (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());      // we stay as we were
    }

    private static void Record(ShelfServer server, string name, DateTimeOffset begun, (double At, bool Down, int Key)[] human, (double At, int Key)[] ai, params (double At, string Text)[] remarks) =>
        Recorded(server.Scratch, name, begun, human, ai, remarks);

    private static string Recorded(Scratch scratch, string name, DateTimeOffset begun, (double At, bool Down, int Key)[] human, (double At, int Key)[] ai, params (double At, string Text)[] remarks)
    {
        var block = new TakeBlock();
        using var file = new MemoryStream();
        file.Write(TakeBlock.Beginning(new TakeHeader
        {
            Product = "test", Begun = $"{begun:yyyy-MM-ddTHH:mm:sszzz}", SampleRate = Rate, BlockFrames = 128, Device = "null", Seed = 1,
            Preset = JsonElement.Parse("""{ "name": "answer", "model": "maestro-lstm" }"""), Models = [new("maestro-lstm", "0")],
        }));
        foreach ((double at, bool down, int key) in human)
            block.Add(TakeEntry.Heard(0, new HeardEvent((long)(at * Rate), down ? MidiMessage.NoteOn(0, new Pitch(key), 80) : MidiMessage.NoteOff(0, new Pitch(key)))));
        foreach ((double at, int key) in ai)
        {
            foreach ((long frame, MidiMessage message) in new[] { ((long)(at * Rate), MidiMessage.NoteOn(1, new Pitch(key), 70)), ((long)((at + 1) * Rate) - 1, MidiMessage.NoteOff(1, new Pitch(key))) })
                block.Add(TakeEntry.Of(new SentEvent(frame, frame, message, NoteSource.Ai, 0)));
        }

        foreach ((double at, string text) in remarks) block.Add(TimePoint.FromSeconds(at), text);
        block.Add(TakeEntry.End(0, 4 * Rate, 0));
        file.Write(block.Finish().Span);
        string path = scratch.Write($"takes/{name}.take", file.ToArray());
        TakeFile.Write(TakeFile.ToMidi(TakeFile.Events(RecordedTake.Read(path)), Rate), Path.ChangeExtension(path, ".mid"));
        return path;
    }
}
