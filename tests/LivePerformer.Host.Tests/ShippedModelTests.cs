using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;
using LivePerformer.Testing;

namespace LivePerformer.Host.Tests;

/// <summary>What lies in models/ and presets/ is what the README promises.</summary>
public sealed class ShippedModelTests
{
    private static readonly string Models = Path.Combine(Repo.Root, "models");

    public static TheoryData<string> Shipped() => new(ModelFolder.List(Models));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ModelLoadsAndItsCardTellsItsScoreAndLicence(string name)
    {
        using ModelFolder model = ModelFolder.Load(Path.Combine(Models, name));
        string card = File.ReadAllText(Path.Combine(model.Path, "card.md"));

        Assert.Equal(name, model.Manifest.Name);
        Assert.Contains($"{model.Manifest.Scores["nats_per_token"]:0.000}", card);
        Assert.Contains(model.Manifest.Licence.Split(' ')[0], card);
        Assert.True(File.Exists(Path.Combine(model.Path, "LICENSE")), "the licence of the weights lies beside them");
        Assert.InRange(new FileInfo(Path.Combine(model.Path, model.Manifest.File)).Length, 1, 20_000_000);
    }

    [Fact]
    public void EveryPresetFindsItsModelAndItsPiano()
    {
        var home = new Installation(Repo.Root);
        foreach (var (path, preset, fault) in PresetFile.List(home.Presets))
        {
            Assert.Null(fault);
            Assert.Contains(preset!.Model, ModelFolder.List(Models));
            Assert.True(File.Exists(home.Piano(preset.Sound.Piano)), path);
        }
    }

    /// <summary>Weights that were damaged, exported wrongly or fed wrongly fall back to guessing: 4.2 nats and more.</summary>
    [Theory]
    [MemberData(nameof(Shipped))]
    public void ModelKnowsMusicItHasNotHeard(string name)
    {
        using ModelFolder model = ModelFolder.Load(Path.Combine(Models, name), threads: 2);
        Performance piece = Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/pop909-098.mid")));
        int[] tokens = [.. PerformanceTokenizer.Encode(piece)];

        Score score = new Scorer(model).Score([tokens])[0];

        Assert.InRange(score.Nats / score.Tokens, 0.5, 4.0);   // pop, to a model of concert music
    }
}
