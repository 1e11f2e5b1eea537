using System.Diagnostics;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Inference.Tests;

namespace LivePerformer.Trainer.Tests;

/// <summary>The program as its user meets it: what it prints, and how it leaves.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void WholeWayFromMidiFilesToAReport()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "reports", "r.json"), model = Path.Combine(maestro.Root, "models", "tiny");

        string prepared = Succeeds("prepare", "--maestro", maestro.Maestro, "--out", maestro.Data);
        string trained = Succeeds("train", "--kind", "lstm", "--data", maestro.Data, "--out", maestro.Run, "--epochs", "2", "--embedding", "8", "--hidden", "12", "--batch", "4", "--length", "16", "--threads", "1");
        Succeeds("export", maestro.Run, "--name", model);
        string small = Succeeds("export", maestro.Run, "--name", model + "-8bit", "--weights", "8bit", "--data", maestro.Data, "--force");
        Succeeds("evaluate", "--model", model, "--maestro", maestro.Maestro, "--split", "test", "--report", report, "--threads", "1", "--keep");

        Assert.Contains("1 validation pieces", small);
        Assert.Equal("8bit", JsonDocument.Parse(File.ReadAllText(Path.Combine(model + "-8bit", "manifest.json"))).RootElement.GetProperty("weights").GetString());
        Assert.Contains("keys found most", prepared);
        Assert.Contains("velocities.png", prepared);
        Assert.Contains("nats/token on the whole validation split", trained);
        JsonElement numbers = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        Assert.Equal("tiny", numbers.GetProperty("model").GetString());
        Assert.Equal("test", numbers.GetProperty("split").GetString());
        Assert.Equal("maestro (maestro-v3.0.0.csv, 7 performances)", numbers.GetProperty("data").GetString());
        Assert.Equal(102, numbers.GetProperty("notes").GetInt32());
        double nats = numbers.GetProperty("nats_per_token").GetDouble() * numbers.GetProperty("tokens").GetInt32();
        Assert.InRange(nats / numbers.GetProperty("tokens").GetInt32(), 0.1, 6.5);
        Assert.Equal(nats / 102, numbers.GetProperty("nats_per_note").GetDouble(), 6);
        Assert.Equal(nats / numbers.GetProperty("seconds").GetDouble(), numbers.GetProperty("nats_per_second").GetDouble(), 6);

        // The score of other music once took the place of that of the model's own.
        string manifest = Path.Combine(model, "manifest.json"), kept = File.ReadAllText(manifest);
        Assert.Equal(numbers.GetProperty("nats_per_token").GetDouble(), JsonDocument.Parse(kept).RootElement.GetProperty("scores").GetProperty("nats_per_token").GetDouble());
        Assert.Contains("not on maestro (7 files, splits by name, seed 1). Leave --keep out", Fails("evaluate", "--model", model, "--midi", maestro.Maestro, "--compositions", "name", "--keep"));
        Assert.Equal(kept, File.ReadAllText(manifest));
        if (!OperatingSystem.IsLinux()) return;

        File.CreateSymbolicLink(manifest + ".tmp", "/dev/full");
        Assert.Contains("No space left", Fails("evaluate", "--model", model, "--maestro", maestro.Maestro, "--split", "validation", "--keep"));
        Assert.Equal(kept, File.ReadAllText(manifest));
        Assert.False(File.Exists(manifest + ".tmp"));
    }

    [Fact]
    public void WholeWayInOneKeyAndOneRangeOfTouch()
    {
        using var midi = new MidiFolder();
        foreach ((string name, int i) in "ash birch cedar date elm fir gum hazel ivy jade".Split(' ').Select((name, i) => (name + ".mid", i))) midi.WithMelody(name, 2 + (i % 3), 60 + i);
        string run = Path.Combine(midi.Root, "run"), models = Path.Combine(midi.Root, "models"), model = Path.Combine(models, "tiny"), report = Path.Combine(midi.Root, "r.json");
        string[] train = ["train", "--kind", "transformer", "--data", midi.Data, "--out", run, "--epochs", "3", "--embedding", "8", "--hidden", "16", "--heads", "4", "--layers", "2", "--batch", "2", "--length", "12", "--threads", "1"];

        Succeeds("prepare", "--midi", midi.Music, "--compositions", "name", "--out", midi.Data, "--pitch", "key", "--velocity", "normalize");
        using (Process refused = Start(train))      // a Transformer's plan transposes, unless it is told not to
        {
            Assert.Contains("--transpose 0", refused.StandardError.ReadToEnd());
            refused.WaitForExit();
            Assert.Equal(1, refused.ExitCode);
        }

        Succeeds([.. train, "--transpose", "0"]);
        Succeeds("export", run, "--name", model);
        string evaluated = Succeeds("evaluate", "--model", model, "--midi", midi.Music, "--compositions", "name", "--report", report, "--threads", "1", "--generate", "1", "--prompt-seconds", "5", "--seconds", "4");
        string tuned = SucceedsIn(midi.Root, "finetune", "--model", "tiny", "--midi", midi.Music, "--compositions", "name", "--name", "mine", "--minutes", "0.1", "--lr", "0.01");

        Assert.Contains("C major or A minor and touch in [0, 1]", evaluated);
        Assert.Equal("percentiles-1-99/1", JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("standard").GetProperty("velocity").GetString());
        Assert.Contains("1 held out", tuned);
        foreach (string name in new[] { "tiny", "mine" })
        {
            using ModelFolder folder = ModelFolder.Load(Path.Combine(models, name));
            Assert.Equal(new() { Pitch = Music.Standardization.Id, Velocity = Music.VelocityRange.Id, VelocityLow = 50, VelocityHigh = 90 }, folder.Manifest.Standard);
            using var improviser = new Improviser(folder, new ImproviserOptions { Steering = new() { Scale = Scale.Major, Tonic = Tonic.E } });
            foreach (int i in Enumerable.Range(0, 24))
            {
                var pitch = new Pitch(64 + new[] { 0, 4, 7, 12 }[i % 4]);
                improviser.Hear(new NoteEvent(TimePoint.FromSeconds(i), pitch, 70));
                improviser.Hear(new NoteEvent(TimePoint.FromSeconds(i + 0.5), pitch, 0));
            }

            improviser.Begin(TimePoint.FromSeconds(25));
            for (int i = 0; i < 40; i++)
            {
                Assert.True(improviser.TryPlay(out NoteEvent note));
                if (note.IsOn) Assert.True(PitchClasses.Of(Scale.Major, Tonic.E).Contains(note.Pitch.Number) && note.Velocity is >= 50 and <= 90, $"{note}");
            }
        }
    }

    /// <summary>What another program reads while it waits: each line is an object, and people's lines are among them.</summary>
    [Fact]
    public void FinetuneTellsAnotherProgramHowFarItIs()
    {
        using var midi = new MidiFolder();
        foreach ((string name, int i) in "ash birch cedar date elm fir gum hazel ivy jade".Split(' ').Select((name, i) => (name + ".mid", i))) midi.WithMelody(name, 2 + (i % 3), 60 + i);
        string models = Directory.CreateDirectory(Path.Combine(midi.Root, "models", "tiny")).FullName;
        foreach (string file in new[] { "model.onnx", "manifest.json" }) File.Copy(Path.Combine(Repo.Fixture("Inference/tiny"), file), Path.Combine(models, file));
        string[] finetune = ["finetune", "--model", "tiny", "--midi", midi.Music, "--compositions", "name", "--minutes", "0.05", "--progress", "json"];
        JsonElement[] lines = [.. SucceedsIn(midi.Root, [.. finetune, "--name", "mine", "--lr", "0.01"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

        JsonElement[] Of(string what) => [.. lines.Where(line => line.GetProperty("event").GetString() == what)];
        Assert.Equal(["curve", "done", "progress", "said"], lines.Select(line => line.GetProperty("event").GetString()).Distinct().Order());
        Assert.Equal(1, Of("progress")[^1].GetProperty("fraction").GetDouble());
        Assert.Contains(Of("said"), line => line.GetProperty("text").GetString()!.Contains("1 held out"));
        JsonElement[] curve = Of("curve");
        Assert.Equal(0, curve[0].GetProperty("minutes").GetDouble());
        Assert.False(curve[0].TryGetProperty("train", out _));
        Assert.Equal(curve.Select(point => point.GetProperty("minutes").GetDouble()).Order(), curve.Select(point => point.GetProperty("minutes").GetDouble()));
        Assert.True(curve[^1].GetProperty("heldOut").GetDouble() < curve[0].GetProperty("heldOut").GetDouble());
        JsonElement done = Assert.Single(Of("done"));
        Assert.Equal(("mine", "mine"), (done.GetProperty("model").GetString(), done.GetProperty("preset").GetString()));
        using (ModelFolder folder = ModelFolder.Load(Path.Combine(midi.Root, "models", "mine")))
            Assert.Equal((folder.Manifest.Scores["held_out_nats_per_token_before"], folder.Manifest.Scores["held_out_nats_per_token"]), (done.GetProperty("before").GetDouble(), done.GetProperty("after").GetDouble()));

        using Process again = Start([.. finetune, "--name", "mine"], midi.Root);
        Assert.Equal("", again.StandardOutput.ReadToEnd());
        Assert.Contains("already a model", Assert.Single(again.StandardError.ReadToEnd().TrimEnd().Split('\n')));
    }

    [Fact]
    public void EvaluateLetsTheModelPlayOnAndComparesIt()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "r.json"), plots = Path.Combine(maestro.Root, "plots");
        string output = Succeeds("evaluate", "--model", Repo.Fixture("Inference/tiny"), "--maestro", maestro.Maestro, "--split", "train", "--threads", "1",
            "--generate", "4", "--prompt-seconds", "1", "--seconds", "3", "--seed", "2", "--report", report, "--plots", plots);

        Assert.Matches(@"mean inter-onset, s +\d\.\d+ ± \d\.\d+ +0\.120 ± 0\.000 ", output);
        Assert.Contains("perplexity", output);
        JsonElement numbers = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        Assert.Equal(Math.Exp(numbers.GetProperty("nats_per_token").GetDouble()), numbers.GetProperty("perplexity").GetDouble(), 9);
        JsonElement generation = numbers.GetProperty("generation");
        Assert.Equal(2, generation.GetProperty("plan").GetProperty("seed").GetInt32());
        Assert.Equal(4, generation.GetProperty("names").GetArrayLength());
        Assert.Equal(12, generation.GetProperty("comparison").GetProperty("features").GetProperty("rhythmic_entropy").GetProperty("intra_generated").GetProperty("count").GetInt32());
        Assert.Equal(4, Directory.GetFiles(plots, "*.png").Length);
    }

    [Fact]
    public void QuantizeSaysWhatEightBitsCostAndWin()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "r.json"), model = Path.Combine(maestro.Root, "models", "small");
        string[] quantize = ["quantize", Repo.Fixture("Inference/tiny"), "--name", model, "--maestro", maestro.Maestro, "--report", report, "--force"];
        string output = Succeeds(quantize);

        Assert.Matches(@"in 8 bits: 0\.\d MB, \d\.\d{4} nats/token \([+-]0\.\d{4}\), \d+ us a token \(\d+\.\d\d times as fast\)", output);
        JsonElement numbers = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        Assert.Equal(numbers.GetProperty("nats_per_token_after").GetDouble() - numbers.GetProperty("nats_per_token_before").GetDouble(), numbers.GetProperty("cost").GetDouble(), 12);
        Assert.Contains("small", Succeeds("evaluate", "--model", model, "--maestro", maestro.Maestro, "--threads", "1"));
        using Process again = Start(quantize);
        string error = again.StandardError.ReadToEnd();
        again.WaitForExit();
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("already a model 'small'", error);
    }

    [Fact]
    public void ScoreIsMirEvalsAndItsKeysStandAtTheTop()
    {
        using var folder = new RecordingFolder();
        JsonElement one = JsonDocument.Parse(File.ReadAllText(Repo.Fixture("Music/transcription_scores.json"))).RootElement.GetProperty("case03");
        string reference = Table("reference"), estimate = Table("estimate"), report = Path.Combine(folder.Root, "r.json");

        string output = Succeeds("score", "--reference", reference, "--estimate", estimate, "--report", report);

        Assert.Contains("800 notes were played, 621 were heard.", output);
        Assert.Matches(@"onset_offset_50ms +0\.3398 +0\.2637 +0\.2970 +0\.7541", output);
        JsonElement numbers = JsonDocument.Parse(File.ReadAllText(report)).RootElement;
        foreach (JsonProperty rule in one.GetProperty("scores").EnumerateObject())
        {
            foreach (JsonProperty score in rule.Value.EnumerateObject())
                Assert.Equal(score.Value.GetDouble(), numbers.GetProperty(rule.Name).GetProperty(score.Name).GetDouble(), 1e-9);
        }

        string Table(string name)
        {
            string path = Path.Combine(folder.Root, name + ".tsv");
            File.WriteAllLines(path, ["# onset,offset,note,velocity", .. one.GetProperty(name).EnumerateArray().Select(row => string.Join('\t', row.EnumerateArray()))]);
            return path;
        }
    }

    /// <summary>The peer alone, by a network that hears how loud it is; and a model that plays, which cannot be measured so.</summary>
    [Fact]
    public void EvaluateHearsRecordings()
    {
        using var folder = new RecordingFolder();
        string peer = FakeBasicPitch.Write(Path.Combine(folder.Root, "nmp.onnx")), report = Path.Combine(folder.Root, "r.json");
        (double, double)[] played = [.. Enumerable.Range(0, 20).Select(i => (0.1 + (0.4 * i), 0.3 + (0.4 * i)))];
        folder.With("a_ENSTDkAm", FakeBasicPitch.Sound(8.5, played), BasicPitch.SampleRate, [.. played.Select(note => new Music.TranscribedNote(note.Item1, note.Item2, 60, 70))]);

        string output = Succeeds("evaluate", "--audio", folder.Sounds, "--peer", peer, "--report", report);

        Assert.Matches(@"basic-pitch ambient +1\.000 +1\.000", output);
        JsonElement heard = JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("peer").GetProperty("ambient");
        Assert.Equal(1, heard.GetProperty("mean").GetProperty("onset_50ms").GetProperty("f1").GetDouble());
        Assert.InRange(heard.GetProperty("delay_ms").GetProperty("p50").GetDouble(), 200, 2000);
        Assert.Contains("not hear", Fails("evaluate", "--model", Repo.Fixture("Inference/tiny"), "--audio", folder.Sounds));
    }

    [Fact]
    public void EvaluateLetsAModelHearTheForteBefore()
    {
        using var folder = new RecordingFolder();
        string report = Path.Combine(folder.Root, "r.json"), forte = Path.Combine(folder.Sounds, "a.wav");
        folder.With("a", FakeBasicPitch.Sound(2, [(0.1, 0.4)]), BasicPitch.SampleRate, [new Music.TranscribedNote(0.1, 0.4, 60, 70)]);
        string[] evaluate = ["evaluate", "--model", "piano-ear-stage", "--audio", folder.Sounds, "--report", report];

        Assert.Null(Primed());
        Assert.Equal("own", Primed("--primed"));
        Assert.Equal(forte, Primed("--primed", forte));
        Assert.Contains("nowhere.wav", Fails([.. evaluate, "--primed", "nowhere.wav"]));

        string? Primed(params string[] options)
        {
            Succeeds([.. evaluate, .. options]);
            return JsonDocument.Parse(File.ReadAllText(report)).RootElement.GetProperty("primed").GetString();
        }
    }

    [Fact]
    public async Task CompareNeedsNoModel()
    {
        using var maestro = new TinyMaestro();
        string report = Path.Combine(maestro.Root, "r.json"), plots = Path.Combine(maestro.Root, "plots"), reference = Repo.Fixture("Music");
        await File.WriteAllBytesAsync(Path.Combine(maestro.Maestro, "2026", "torn.mid"), new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        using Process process = Start(["compare", "--midi", maestro.Maestro, "--reference", reference, "--pieces", "8", "--seconds", "60", "--report", report, "--plots", plots]);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("torn.mid", await error);
        Assert.Matches(@"mean inter-onset, s +0\.120 ± 0\.000 ", output);
        JsonElement comparison = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)).RootElement.GetProperty("comparison");
        Assert.Equal(7, comparison.GetProperty("generated_pieces").GetInt32());
        Assert.Equal(1, comparison.GetProperty("histograms").GetProperty("note_lengths").GetProperty("generated")[4].GetDouble(), 12);   // 100 ms: a sixteenth
        Assert.Equal(4, Directory.GetFiles(plots, "*.png").Length);
    }

    [Fact]
    public void SigtermSavesACheckpointAndResumeGoesOn()
    {
        Requires.Linux();
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        string[] train = ["train", "--data", maestro.Data, "--out", maestro.Run, "--threads", "1"];
        using Process process = Start([.. train, "--epochs", "1000000", "--embedding", "8", "--hidden", "12", "--batch", "4", "--length", "16"]);
        while (process.StandardOutput.ReadLine() is { } line && !line.Contains("step 1,")) { }

        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("checkpoint saved", rest);
        Assert.Contains("resumed at step", Succeeds([.. train, "--resume", "--minutes", "0.0001"]));
    }

    /// <summary>Killed by force in the middle of anything, random state, accumulation and all: resumed, it is the run that was never killed.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void KilledRunGoesOnAsIfItHadNotBeenKilled(string kind)
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        TrainingPlan plan = TinyMaestro.PlanOf(kind) with { Dropout = 0.2, Accumulate = 2, Transpose = 3, Epochs = 100_000, SaveEvery = 0 };
        string file = Path.Combine(maestro.Root, "plan.json"), checkpoint = Path.Combine(maestro.Run, TrainingRun.CheckpointFile);
        PlanFile.Write(file, plan);
        Directory.CreateDirectory(maestro.Run);
        using var saved = new ManualResetEventSlim();
        using var watcher = new FileSystemWatcher(maestro.Run, TrainingRun.CheckpointFile) { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => saved.Set();
        using (Process process = Start(["train", "--plan", file, "--data", maestro.Data, "--out", maestro.Run]))
        {
            bool begun = saved.Wait(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            process.Kill();
            process.WaitForExit();
            Assert.True(begun && File.Exists(checkpoint), process.StandardError.ReadToEnd());
        }

        using TrainingRun resumed = TrainingRun.Resume(maestro.Data, maestro.Run);
        int steps = resumed.Progress.Steps;
        Assert.InRange(steps, 1, 100_000);
        double[] losses = [.. Enumerable.Range(0, 10).Select(_ => Step(resumed))];
        using TrainingRun whole = TrainingRun.Begin(plan, maestro.Data, maestro.Run + "-whole");
        while (whole.Progress.Steps < steps) Step(whole);

        Assert.Equal(losses, Enumerable.Range(0, 10).Select(_ => Step(whole)));
        Assert.Equal(whole.Progress.Tokens, resumed.Progress.Tokens);
        Assert.All(whole.Weights.Zip(resumed.Weights), pair => Assert.Equal(pair.First.Value.data<float>().ToArray(), pair.Second.Value.data<float>().ToArray()));

        static double Step(TrainingRun run) => run.Step(run.Plan.RateAt(run.Progress.Steps, run.Fraction));
    }

    [Fact]
    public void ResumedRunMayNotChangeItsNature()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, maestro.Data, maestro.Run)) run.Save();
        using Process process = Start(["train", "--data", maestro.Data, "--out", maestro.Run, "--resume", "--hidden", "24", "--kind", "lstm", "--patience", "2"]);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("begun with hidden 12 and cannot go on with 24", error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void SweepLeavesAPlanThatTrainTakes()
    {
        using TinyMaestro maestro = new TinyMaestro().Prepared();
        string plan = Path.Combine(maestro.Root, "plan.json"), space = Path.Combine(maestro.Root, "space.json"), found = Path.Combine(maestro.Root, "sweep");
        PlanFile.Write(plan, TinyMaestro.NotePlan with { Epochs = 2 });
        File.WriteAllText(space, """{ "batch": [2, 4], "decay": 0.01, /* and */ "dropout": "0..0.2", }""");

        string output = Succeeds("sweep", "--data", maestro.Data, "--out", found, "--plan", plan, "--space", space, "--rate", "1e-4..1e-2",
            "--trials", "4", "--epochs-each", "1", "--rungs", "2", "--factor", "2", "--seed", "5", "--threads", "1");
        Assert.Matches(@"trial\s+batch\s+weightDecay\s+dropout\s+rate\s+rung 1\s+rung 2\s+guessed\s+min", output);
        Assert.Contains("best: trial", output);
        Assert.Contains("best: trial", Succeeds("sweep", "--data", maestro.Data, "--out", found, "--resume"));   // nothing left to do
        Assert.Contains("2 epochs", Succeeds("train", "--plan", Path.Combine(found, Sweep.BestFile), "--data", maestro.Data, "--out", maestro.Run));
    }

    [Theory]
    [InlineData("prepare --maestro nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --maestro . --out x", "no maestro-v3.0.0.csv")]
    [InlineData("prepare --midi nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --midi . --out x", "holds no MIDI file")]
    [InlineData("prepare --midi . --out x --quantize often", "'often' is no grid")]
    [InlineData("prepare --midi . --out x --quantize 0", "--quantize takes 1 to 1000 ms")]
    [InlineData("prepare --midi . --out x --stretch 2", "Say --stretch FROM,TO,STEPS")]
    [InlineData("prepare --render nowhere.sf2 --maestro . --out x", "There is no piano 'nowhere.sf2'")]
    [InlineData("prepare --render . --maestro . --out x", "'.' has no recording")]
    [InlineData("prepare --render . --maestro . --out x --hours 0", "--hours takes more than 0")]
    [InlineData("prepare --render . --maestro . --out x --vary -1", "--vary takes 0 to 1000 variations")]
    [InlineData("prepare --render . --maestro . --out x --vary 1001", "--vary takes 0 to 1000 variations")]
    [InlineData("prepare --audio --maestro nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --maps nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --maps . --out x", "'.' holds no recording")]
    [InlineData("prepare --others nowhere --out x", "'nowhere' does not exist")]
    [InlineData("prepare --others . --out x", "holds no recording to learn from")]
    [InlineData("train --data . --out x --kind transcriber --others 1", "others is 1, but must be 0 or more and less than 1")]
    [InlineData("train --data . --out x --kind transcriber --even -1", "even is -1, but must be 0 or more")]
    [InlineData("prepare --maps . --out x --threads -1", "--threads takes 0 to 1024")]
    [InlineData("train --data nowhere --out x", "'nowhere' does not exist")]
    [InlineData("train --data . --out x", "no tokens.json")]
    [InlineData("train --data . --out nowhere --resume", "checkpoint.tensors' does not exist")]
    [InlineData("train --data . --out x --plan nowhere.json", "no file 'nowhere.json'")]
    [InlineData("train --data . --out x --kind transformer --hidden 100", "multiple of 12")]
    [InlineData("train --data . --out x --batch 100000 --length 100000", "must be at most 1048576")]
    [InlineData("train --data . --out x --kind transformer --batch 2147483647 --accumulate 2147483647", "must be at most 1048576")]
    [InlineData("train --data . --out x --hidden 2000000000", "must be at most 8192")]
    [InlineData("sweep --data . --out x", "at least one value")]
    [InlineData("sweep --data nowhere --out x --rate 1e-4..1e-2", "'nowhere' does not exist")]
    [InlineData("sweep --data . --out x --resume", "no sweep to go on with")]
    [InlineData("sweep --data . --out x --resume --trials 3", "leave --trials out")]
    [InlineData("export nowhere --name x", "'nowhere' does not exist")]
    [InlineData("evaluate --model ./nowhere --maestro .", "no model 'nowhere'")]
    [InlineData("evaluate --model ./nowhere --maestro . --generate 0", "choose 1 piece or more")]
    [InlineData("evaluate --model ./nowhere --maestro . --generate 3 --top-p 2", "Top-p 2 is out of range")]
    [InlineData("evaluate --model ./nowhere --maestro . --plots x", "add --generate N")]
    [InlineData("evaluate --model ./nowhere --audio .", "no model 'nowhere'")]
    [InlineData("evaluate --audio . --peer nowhere.onnx", "no file 'nowhere.onnx'")]
    [InlineData("score --reference nowhere.tsv --estimate b.mid", "'nowhere.tsv' cannot be read")]
    [InlineData("score --reference . --estimate b.mid", "'.' cannot be read")]
    [InlineData("compare --midi nowhere --reference .", "'nowhere' does not exist")]
    [InlineData("export run --name m --weights 8bit", "name --data DIR")]
    [InlineData("quantize nowhere/m --name m --midi .", "no model 'm'")]
    [InlineData("compare --midi . --reference .", "no .mid or .midi file")]
    [InlineData("compare --midi . --reference . --pieces 0", "choose 1 to 300")]
    [InlineData("compare --midi . --reference . --pieces 301", "choose 1 to 300")]
    [InlineData("compare --midi . --reference . --seconds NaN", "choose 0.1 to 86400")]
    public void WhatIsMissingIsNamedOnOneLine(string arguments, string expected)
    {
        string folder = Directory.CreateTempSubdirectory("liveperformer-cli-").FullName;
        try
        {
            using Process process = Start(arguments.Split(' '), folder);
            string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
            process.WaitForExit();

            Assert.Equal(1, process.ExitCode);
            Assert.Contains(expected, error);
            Assert.Single(error.TrimEnd().Split('\n'));
            Assert.Equal("", output);
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("prepare")]
    [InlineData("train")]
    [InlineData("sweep")]
    [InlineData("export")]
    [InlineData("quantize")]
    [InlineData("evaluate")]
    [InlineData("score")]
    [InlineData("compare")]
    public void HelpExplainsEveryOption(string command)
    {
        string help = Succeeds([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Contains("Usage:", help);
        string[] options = [.. help.Split('\n').Where(line => line.TrimStart().StartsWith("--", StringComparison.Ordinal))];
        Assert.All(options, line => Assert.Matches(@"\S {2,}\S", line.TrimStart()));   // name, gap, explanation
    }

    [Theory]
    [InlineData("prepare --out x")]
    [InlineData("prepare --maestro a --midi b --out x")]
    [InlineData("prepare --maestro a --maps b --out x")]
    [InlineData("prepare --others a b --maps c --out x")]
    public void PrepareWantsOneSource(string arguments)
    {
        using Process process = Start(arguments.Split(' '));
        string error = process.StandardError.ReadToEnd();   // the help that follows fits the pipe
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Name one source: --maestro DIR for MAESTRO, --midi DIR", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Theory]
    [InlineData("prepare --maestro a --out x --audio --render p", "not both")]
    [InlineData("prepare --maestro a --out x --held-out p", "--held-out belongs to --render")]
    [InlineData("prepare --maestro a --out x --audio --vary 3", "--vary belongs to --render PIANO")]
    [InlineData("prepare --maps a --out x --vary 3", "--vary belongs to --render PIANO")]
    [InlineData("prepare --maestro a --out x --render p --excerpt 60", "--excerpt belongs to --hours")]
    [InlineData("prepare --maestro a --out x --render p --velocity normalize", "--velocity belongs to tokens")]
    [InlineData("prepare --midi a --out x --audio", "--audio takes performances from --maestro DIR")]
    [InlineData("prepare --midi a --out x --threads 2", "--threads belongs to sound")]
    [InlineData("evaluate --model m", "Name one source")]
    [InlineData("evaluate --model m --midi a --audio b", "Name one source")]
    [InlineData("evaluate --midi a", "--model NAME")]
    [InlineData("evaluate --audio a", "--model NAME")]
    [InlineData("evaluate --model m --midi a --primed", "--primed is for a transcriber")]
    [InlineData("evaluate --audio a --peer b --primed", "--primed is for a transcriber")]
    [InlineData("evaluate --model m --midi a --peer b", "name them with --audio DIR")]
    [InlineData("evaluate --model m --audio a --generate 3", "--generate is for models that play")]
    public void WhatDoesNotGoTogetherIsNamed(string arguments, string expected)
    {
        using Process process = Start(arguments.Split(' '));
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains(expected, error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public void SoundIsRenderedAndGoesOn()
    {
        using var folder = new SoundFolder();
        string[] prepare = ["prepare", "--maestro", folder.Maestro, "--render", folder.Pianos[0], folder.Pianos[1], "--held-out", folder.HeldOut, "--out", folder.Out,
            "--hours", "0.005", "--excerpt", "5", "--validation-minutes", "0.1", "--test-minutes", "0.1", "--seed", "4", "--threads", "2"];
        string output = Succeeds(prepare), again = Succeeds(prepare);

        Assert.Contains("GB that are free", output);
        Assert.Contains("train: 4 recordings", output);
        Assert.Contains("strange 0.00 h", output);
        Assert.Contains("still to be made 0", again);
        Assert.Equal(18, SoundData.Read(folder.Out).Of("train").Sum(item => item.Seconds), 0.1);
    }

    [Fact]
    public void ATranscriberLearnsWithAndWithoutOthers()
    {
        using var sound = new TinySound();
        using OthersFolder folder = new OthersFolder().WithSpeech(10).WithClaps(1, 2);
        string plan = Path.Combine(sound.Root, "plan.json"), others = Path.Combine(sound.Data, "others");
        PlanFile.Write(plan, TinySound.Plan with { Epochs = 1 });

        Assert.Contains("validation split", Succeeds("train", "--plan", plan, "--data", sound.Data, "--out", sound.Run));
        string output = Succeeds("prepare", "--others", folder.Speech, folder.Crowd, "--out", others);
        Assert.Contains("13 recordings", output);
        Assert.Contains("GB that are free", output);
        Assert.Contains("train: 12 recordings", output);
        Assert.Contains("crowd 0.0", output);
        Assert.Contains("still to be made 0", Succeeds("prepare", "--others", folder.Speech, folder.Crowd, "--out", others));
        Assert.Contains("validation split", Succeeds("train", "--plan", plan, "--data", sound.Data, "--out", sound.Run + "2", "--others", "0.3", "--touch", "200", "--even", "300"));

        string broken = Path.Combine(folder.Speech, "phrase 3.wav");
        File.WriteAllText(broken, "no sound");
        Assert.Contains($"'{broken}' is no sound file", Fails("prepare", "--others", folder.Speech, "--out", others));
    }

    [Theory]
    [InlineData("quantize m --name n")]
    [InlineData("quantize m --name n --maestro a --data b")]
    public void QuantizeWantsOneSource(string arguments)
    {
        using Process process = Start(arguments.Split(' '));
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Name one source: --data DIR", error);
    }

    private static string Fails(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 1, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{output.Result}\n{error}");
        Assert.Single(error.TrimEnd().Split('\n'));
        return error;
    }

    private static string Succeeds(params string[] arguments) => SucceedsIn("", arguments);

    private static string SucceedsIn(string folder, params string[] arguments)
    {
        using Process process = Start(arguments, folder);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{output}\n{error.Result}");
        return output;
    }

    private static Process Start(string[] arguments, string? folder = null) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "LivePerformer.Trainer.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = folder ?? "",
    })!;
}
