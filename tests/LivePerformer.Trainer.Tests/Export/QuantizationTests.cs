using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer.Tests;

public sealed class QuantizationTests : IDisposable
{
    private readonly TinyMaestro tiny = new TinyMaestro().Prepared();

    public QuantizationTests() => TorchLibrary.Prepare();

    private string Base => Path.Combine(tiny.Root, "models", "base");

    private string Small => Path.Combine(tiny.Root, "models", "small");

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void AFasterVariantThatCostsLittleIsKept(string kind)
    {
        QuantizationReport report = Quantize(kind, new Watch(original: 3, small: 2));

        Assert.Equal(Small, report.Written);
        Assert.Equal(1.5, report.Speed, 9);
        Assert.Equal(2 * report.MicrosecondsBefore, 3 * report.MicrosecondsAfter, 9);
        using ModelFolder before = ModelFolder.Load(Base), after = ModelFolder.Load(Small);
        Assert.Equal(("small", "8bit", kind, "CC BY-NC-SA 4.0"), (after.Manifest.Name, after.Manifest.Weights, after.Manifest.Kind, after.Manifest.Licence));
        Assert.Equal("half", before.Manifest.Weights);
        Assert.Equal("the licence", File.ReadAllText(Path.Combine(Small, "LICENSE")));
        Assert.Contains("'base' in 8 bits", File.ReadAllText(Path.Combine(Small, "card.md")));
        Assert.Equal(Nats(after) - Nats(before), report.Cost, 1e-9);
        Assert.NotEqual(0, report.Cost);
        Assert.Equal(Nats(after), after.Manifest.Scores["validation_nats_per_token"], 1e-9);
        Assert.Equal((new FileInfo(Path.Combine(Base, "model.onnx")).Length, new FileInfo(Path.Combine(Small, "model.onnx")).Length), (report.BytesBefore, report.BytesAfter));

        using var improviser = new Improviser(after);
        improviser.Hear(new NoteEvent(TimePoint.Zero, new Pitch(60), 80));
        improviser.Begin(TimePoint.FromSeconds(1));
        Assert.True(improviser.TryPlay(out _));
        Assert.Contains("in 8 bits already", Assert.Throws<LivePerformerException>(() => new Quantization(after, TimeProvider.System).Run(Base, Music(), false, "", stop: TestContext.Current.CancellationToken)).Message);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("transformer")]
    public void ItsWeightsReadBackAreThoseOfTheOriginalRounded(string kind)
    {
        Quantize(kind, new Watch(original: 3, small: 2));
        using ModelFolder before = ModelFolder.Load(Base), after = ModelFolder.Load(Small);
        IReadOnlyDictionary<string, float[]> weights = ModelWeights.Read(before), read = ModelWeights.Read(after);
        Assert.Equal(weights.Keys.Order(), read.Keys.Order());
        int rounded = 0;
        foreach ((string name, float[] values) in weights)
        {
            float step = values.Max(MathF.Abs) / 127;
            Assert.All(values.Zip(read[name]), pair => Assert.Equal(pair.First, pair.Second, 0.501 * step));
            rounded += values.SequenceEqual(read[name]) ? 0 : 1;
        }

        // LSTM: keys, head and two in each layer. Transformer: keys, memory, keyboard, deep, head and four in each layer.
        Assert.Equal(kind == "lstm" ? 2 + (2 * 2) : 5 + (4 * 2), rounded);
    }

    [Fact]
    public void ASlowerVariantIsKeptByForceAlone()
    {
        QuantizationReport refused = Quantize("lstm", new Watch(original: 2, small: 3));
        Assert.False(refused.IsWorthIt);
        Assert.Null(refused.Written);
        Assert.False(Directory.Exists(Small));

        using ModelFolder original = ModelFolder.Load(Base);
        QuantizationReport forced = new Quantization(original, new Watch(original: 2, small: 3)).Run(Small, Music(), force: true, "", stop: TestContext.Current.CancellationToken);
        Assert.False(forced.IsWorthIt);
        Assert.Equal(Small, forced.Written);
        ModelFolder.Load(Small).Dispose();
    }

    [Theory]
    [InlineData(2.25, 2.2599, 1.01, true)]
    [InlineData(2.25, 2.24, 3, true)]
    [InlineData(2.25, 2.2601, 3, false)]
    [InlineData(2.25, 2.25, 1, false)]
    [InlineData(2.25, double.NaN, 3, false)]
    public void WorthItMeansFasterAndUnderAHundredthOfANat(double before, double after, double speed, bool worth)
    {
        var report = new QuantizationReport
        {
            Model = "a", Name = "b", Pieces = 1, Tokens = 1, BytesBefore = 2, BytesAfter = 1,
            NatsPerTokenBefore = before, NatsPerTokenAfter = after, MicrosecondsBefore = speed, MicrosecondsAfter = 1, Speed = speed,
        };
        Assert.Equal(worth, report.IsWorthIt);
    }

    public void Dispose() => tiny.Dispose();

    private QuantizationReport Quantize(string kind, TimeProvider time)
    {
        using (TrainingRun run = TrainingRun.Begin(TinyMaestro.PlanOf(kind) with { Epochs = 2 }, tiny.Data, tiny.Run)) run.Train(stop: TestContext.Current.CancellationToken);
        ModelExport.Write(tiny.Run, Base, "", DateTimeOffset.UnixEpoch, []);
        ModelManifest manifest = ModelManifest.Read(Path.Combine(Base, ModelManifest.FileName));
        (manifest with { Licence = "CC BY-NC-SA 4.0" }).Write(Path.Combine(Base, ModelManifest.FileName));
        File.WriteAllText(Path.Combine(Base, "LICENSE"), "the licence");
        File.WriteAllText(Path.Combine(Base, "card.md"), "the card");
        using ModelFolder original = ModelFolder.Load(Base);
        return new Quantization(original, time).Run(Small, Music(), force: false, "quantize base --name small", stop: TestContext.Current.CancellationToken);
    }

    private IReadOnlyList<TokenPiece> Music() => TokenData.Read(tiny.Data).Load(tiny.Data, "validation");

    private double Nats(ModelFolder model) =>
        new Scorer(model).Score([.. Music().Select(piece => Array.ConvertAll(piece.Tokens, token => (int)token))]).Aggregate((sum, one) => sum + one).NatsPerToken;

    /// <summary>A clock on which the two models' turns last what the test says: the original begins the even turns.</summary>
    private sealed class Watch(int original, int small) : TimeProvider
    {
        private long now, readings;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp()
        {
            // Start and end of a turn of the one, of the other; then the other is first.
            if (readings++ % 2 == 1) now += (readings / 2) % 4 is 1 or 0 ? original : small;
            return now;
        }
    }
}
