using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer.Tests;

public sealed class FinetuningTests : IDisposable
{
    private readonly TinyMaestro tiny = new TinyMaestro().Prepared();

    public FinetuningTests() => TorchLibrary.Prepare();

    private string Home => Path.Combine(tiny.Root, "home");

    private string Songs => Path.Combine(tiny.Root, "songs");

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void ExportedWeightsReadBackAreThoseThatWereStored(string kind)
    {
        string model = Model(kind);
        (_, IReadOnlyDictionary<string, float[]> trained) = RunWeights.Read(tiny.Run);
        Dictionary<string, float[]> stored = LstmGraph.AsStored(trained);
        using ModelFolder folder = ModelFolder.Load(model);
        IReadOnlyDictionary<string, float[]> read = ModelWeights.Read(folder);
        Assert.Equal(stored.Keys.Order(), read.Keys.Order());
        Assert.All(stored, weight => Assert.Equal(weight.Value, read[weight.Key]));
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void OtherMusicIsLearnedAndBecomesAModelAndAPreset(string kind)
    {
        string model = Model(kind);
        WriteSongs(10);
        Directory.CreateDirectory(Path.Combine(Home, "presets"));
        File.WriteAllText(Path.Combine(Home, "presets", "answer.json"), """
            {
                "name": "answer", "model": "base",
                "sampling": { "topP": 0.9 },   // a preset may hold remarks and trailing commas
            }
            """);
        var said = new List<string>();
        FinetuningReport report = Tune(model, said)!;

        Assert.Equal(8, report.Pieces);
        Assert.Equal(1, report.HeldOutPieces);
        Assert.True(report.NatsPerTokenAfter < report.NatsPerTokenBefore - 0.1, $"{report.NatsPerTokenBefore} -> {report.NatsPerTokenAfter}");
        Assert.Contains(said, line => line.Contains("This is little music"));
        using (ModelFolder tuned = ModelFolder.Load(Path.Combine(Home, "models", "mine")))
        {
            Assert.Equal("mine", tuned.Manifest.Name);
            Assert.Equal(report.NatsPerTokenAfter, tuned.Manifest.Scores["held_out_nats_per_token"]);
            Assert.Contains("fine-tuned on songs", tuned.Manifest.Data);
        }

        using JsonDocument preset = JsonDocument.Parse(File.ReadAllText(Path.Combine(Home, "presets", "mine.json")));
        Assert.Equal("mine", preset.RootElement.GetProperty("name").GetString());
        Assert.Equal("mine", preset.RootElement.GetProperty("model").GetString());
        Assert.Equal(0.9, preset.RootElement.GetProperty("sampling").GetProperty("topP").GetDouble());
        Assert.Contains("already", Assert.Throws<LivePerformerException>(() => Tune(model, said)).Message);
    }

    [Fact]
    public void TooFewFilesAreRefusedAndNothingIsLeft()
    {
        string model = Model("lstm");
        WriteSongs(2);
        string message = Assert.Throws<LivePerformerException>(() => Tune(model, [])).Message;
        Assert.Contains("2 MIDI files", message);
        Assert.False(Directory.Exists(Path.Combine(Home, "models", "mine")));
        Assert.False(File.Exists(Path.Combine(Home, "presets", "mine.json")));
    }

    /// <summary>A preset that does not exist gave an empty one, and one that is no JSON a stack trace after the training.</summary>
    [Theory]
    [InlineData("duett", "Did you mean --preset duet? The presets there: answer, duet.")]
    [InlineData("answer", "is no JSON")]
    public void PresetIsLookedAtBeforeTheTraining(string preset, string expected)
    {
        string model = Model("lstm");
        Directory.CreateDirectory(Path.Combine(Home, "presets"));
        File.WriteAllText(Path.Combine(Home, "presets", "answer.json"), "{ \"name\": ");
        File.WriteAllText(Path.Combine(Home, "presets", "duet.json"), "{}");
        File.WriteAllText(Path.Combine(Home, "presets", "preset.schema.json"), "{}");

        string message = Assert.Throws<LivePerformerException>(() => Tune(model, [], preset)).Message;   // there are no songs either: it did not come so far
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>A model without its preset stayed, and the next try was refused because of it.</summary>
    [Fact]
    public void PresetThatCannotBeWrittenTakesTheModelWithIt()
    {
        string model = Model("lstm"), obstacle = Path.Combine(Home, "presets", "mine.json.tmp");
        WriteSongs(10);
        Directory.CreateDirectory(obstacle);
        string message = Assert.Throws<LivePerformerException>(() => Tune(model, [])).Message;

        Assert.Contains("mine.json", message);
        Assert.DoesNotContain("--resume", message);   // there is none for finetune
        Assert.Equal(["base"], Directory.GetFileSystemEntries(Path.Combine(Home, "models")).Select(Path.GetFileName));
    }

    [Fact]
    public void CommandDoesItAgain()
    {
        var plan = new FinetuningPlan { Model = "models/base/", Midi = "/music/my songs", Name = "mine" };
        Assert.Equal("LivePerformer.Trainer finetune --model base --midi \"my songs\" --name mine", plan.Command);
        Assert.Equal("LivePerformer.Trainer finetune --model base --midi \"my songs\" --name mine --preset duet --compositions name --minutes 2.5 --lr 0.001 --seed 7",
            (plan with { Preset = "duet", Compositions = Grouping.Name, Minutes = 2.5, Rate = 1e-3, Seed = 7 }).Command);
    }

    [Fact]
    public void WeightsOfAnotherNetworkAreRefused()
    {
        using TrainingRun run = TrainingRun.Begin(TinyMaestro.Plan, tiny.Data, Path.Combine(tiny.Root, "other"));
        string message = Assert.Throws<LivePerformerException>(() => run.StartFrom(new Dictionary<string, float[]> { ["head.bias"] = new float[388] }, stop: TestContext.Current.CancellationToken)).Message;
        Assert.Contains("another network", message);
    }

    public void Dispose() => tiny.Dispose();

    private FinetuningReport? Tune(string model, List<string> said, string? preset = null) => new Finetuning(new FinetuningPlan
    {
        Model = model, Midi = Songs, Name = Path.Combine(Home, "models", "mine"), Compositions = Grouping.Name, Minutes = 0.15, Rate = 0.01, Dropout = 0, Preset = preset,
    }).Run((_, _) => { }, said.Add, _ => { }, TestContext.Current.CancellationToken);

    private string Model(string kind)
    {
        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.PlanOf(kind) with { Epochs = 2 }, tiny.Data, tiny.Run)) run.Train(stop: TestContext.Current.CancellationToken);
        string folder = Path.Combine(Home, "models", "base");
        ModelExport.Write(tiny.Run, folder, "", DateTimeOffset.UnixEpoch, []);
        return folder;
    }

    private void WriteSongs(int count)
    {
        Directory.CreateDirectory(Songs);
        string[] names = ["ash", "birch", "cedar", "date", "elm", "fir", "gum", "hazel", "ivy", "jade"];
        foreach (string name in names.Take(count)) TinyMaestro.WritePiece(Path.Combine(Songs, name + ".mid"), 80 + name.Length);
    }
}
