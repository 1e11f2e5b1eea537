using LivePerformer.Core;
using LivePerformer.Trainer;
using LivePerformer.Trainer.Onnx;
using static LivePerformer.Trainer.Onnx.TensorProto.Types;

namespace LivePerformer.Inference.Tests;

public class ModelFolderTests
{
    [Fact]
    public void AWholeFolderLoads()
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        Assert.Equal("tiny", folder.Manifest.Name);
        Assert.Equal(2, folder.Manifest.Layers);
        Assert.Equal(["tiny"], ModelFolder.List(model.Root));
    }

    [Fact]
    public void AManifestSurvivesTheDisk()
    {
        using var model = new TinyModel();
        model.Change(manifest => manifest with { Scores = new Dictionary<string, double> { ["nats_per_token"] = 2.25 }, Licence = "CC BY-NC-SA 4.0 <&>" });
        string first = File.ReadAllText(model.ManifestFile);
        model.Manifest.Write(model.ManifestFile);
        Assert.Equal(first, File.ReadAllText(model.ManifestFile));
        Assert.Equal(2.25, model.Manifest.Scores["nats_per_token"]);
        Assert.Equal("CC BY-NC-SA 4.0 <&>", model.Manifest.Licence);
    }

    [Fact]
    public void AMissingFolderNamesThoseThatAreThere()
    {
        using var model = new TinyModel();
        Refused(Path.Combine(model.Root, "huge"), "no model 'huge'", "Choose one of: tiny");
        Refused(Path.Combine(model.Root, "nowhere", "huge"), "no model 'huge'", "export");
    }

    [Fact]
    public void AFolderWithoutManifestIsRefused()
    {
        using var model = new TinyModel();
        File.Delete(model.ManifestFile);
        Refused(model.Folder, "has no manifest.json", "Export it again");
        Assert.Empty(ModelFolder.List(model.Root));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"name\": 7}")]
    [InlineData("\0\u0001\u0002")]
    public void AManifestThatIsNoneIsRefused(string text)
    {
        using var model = new TinyModel();
        File.WriteAllText(model.ManifestFile, text);
        Refused(model.Folder, "manifest", "Export it again");
    }

    [Fact]
    public void AHugeManifestIsNotEvenRead()
    {
        using var model = new TinyModel();
        using (FileStream file = File.Create(model.ManifestFile)) file.SetLength(3L << 30);
        Refused(model.Folder, "is no manifest", "Export it again");
    }

    [Fact]
    public void AStrangeLanguageIsRefused()
    {
        using var model = new TinyModel();
        ModelManifest whole = model.Manifest;
        (ModelManifest Manifest, string Named)[] strange =
        [
            (whole with { Kind = "gru" }, "'gru', but this build speaks 'lstm' and 'transformer'"),
            (whole with { Kind = "transformer" }, "'keys-256/1', but this build speaks 'notes-64+keys-256/1 rotary-notes-seconds/1'"),
            (whole with { Tokenizer = "remi/2" }, "'remi/2', but this build speaks 'performance-388/1'"),
            (whole with { Features = "none" }, "'none', but this build speaks 'keys-256/1'"),
            (whole with { Vocabulary = 389 }, "389"),
            (whole with { Layers = 0 }, "0 layers"),
            (whole with { Hidden = int.MaxValue }, "2147483647"),
            (whole with { Layers = 3 }, "'h' is"),
            (whole with { Hidden = 25 }, "'h' is"),
            (whole with { File = "../../etc/passwd" }, "not a file beside"),
            (whole with { File = "" }, "not a file beside"),
            (whole with { File = "other.onnx" }, "has no 'other.onnx'"),
            (whole with { Standard = new() { Pitch = "solfege/1" } }, "whose pitch was standardized as 'solfege/1', but this build knows 'krumhansl-schmuckler-c-a/1' alone"),
            (whole with { Standard = new() { Velocity = "ranks/3" } }, "whose velocity was standardized as 'ranks/3', but this build knows 'percentiles-1-99/1' alone"),
            (whole with { Standard = new() { Velocity = "percentiles-1-99/1", VelocityLow = 90, VelocityHigh = 20 } }, "touches of 90 to 20"),
            (whole with { Standard = new() { VelocityLow = 0 } }, "touches of 0 to"),
            (whole with { Sha256 = "" }, "not the file its manifest describes"),
            (whole with { Sha256 = new string('0', 64) }, "not the file its manifest describes"),
        ];
        foreach ((ModelManifest manifest, string named) in strange)
        {
            manifest.Write(model.ManifestFile);
            Refused(model.Folder, named);
        }
    }

    [Fact]
    public void AStandardIsReadBackAndOneThatIsNotKnownIsRefused()
    {
        using var model = new TinyModel();
        Assert.DoesNotContain("standard", File.ReadAllText(model.ManifestFile));      // as before there were any
        model.Change(manifest => manifest with { Standard = Table.KeyAndTouch });
        using (ModelFolder folder = model.Load()) Assert.Equal(Table.KeyAndTouch, folder.Manifest.Standard);

        string text = File.ReadAllText(model.ManifestFile);
        File.WriteAllText(model.ManifestFile, text.Replace("\"velocityLow\"", "\"tempo\": \"beats/1\", \"velocityLow\"", StringComparison.Ordinal));
        Refused(model.Folder, "tempo", "Export it again");
    }

    [Fact]
    public void OneChangedByteIsNoticed()
    {
        using var model = new TinyModel();
        byte[] bytes = File.ReadAllBytes(model.File);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(model.File, bytes);
        Refused(model.Folder, "not the file its manifest describes", "damaged");
    }

    [Fact]
    public void AnEmptyFileIsRefused()
    {
        using var model = new TinyModel();
        File.WriteAllBytes(model.File, []);
        model.Vouch();
        Refused(model.Folder, "is empty");
    }

    [Fact]
    public void ATruncatedFileIsRefusedEvenIfTheManifestVouchesForIt()
    {
        using var model = new TinyModel();
        byte[] bytes = File.ReadAllBytes(model.File);
        for (int length = 1; length < bytes.Length; length += bytes.Length / 40)
        {
            File.WriteAllBytes(model.File, bytes[..length]);
            model.Vouch();
            Refused(model.Folder, "model.onnx");
        }
    }

    [Fact]
    public void RandomBytesAreRefusedAsModelAndAsManifest()
    {
        using var model = new TinyModel();
        var random = new Random(20);
        for (int round = 0; round < 60; round++)
        {
            byte[] noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            File.WriteAllBytes(model.File, noise);
            model.Vouch();
            Refused(model.Folder, "model.onnx");
        }

        for (int round = 0; round < 60; round++)
        {
            byte[] noise = new byte[random.Next(1, 2000)];
            random.NextBytes(noise);
            File.WriteAllBytes(model.ManifestFile, noise);
            Refused(model.Folder, "manifest");
        }
    }

    [Fact]
    public void ADamagedManifestLoadsOrIsRefusedInOneLine()
    {
        using var model = new TinyModel();
        byte[] whole = File.ReadAllBytes(model.ManifestFile);
        var random = new Random(21);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = [.. whole];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(model.ManifestFile, bytes);
            refused += LoadsOrIsRefused(model.Folder) ? 0 : 1;
        }

        Assert.InRange(refused, 50, 299);   // some bytes are only the name's or the licence's
    }

    [Fact]
    public void ADamagedModelThatTheManifestVouchesForLoadsOrIsRefusedInOneLine()
    {
        using var model = new TinyModel(4, 6, 1);
        byte[] whole = File.ReadAllBytes(model.File);
        int graph = whole.AsSpan().IndexOf("LivePerformer"u8);
        var random = new Random(22);
        int refused = 0;
        for (int round = 0; round < 150; round++)
        {
            byte[] bytes = [.. whole];
            int at = round % 2 == 0 ? random.Next(graph, graph + 1500) : random.Next(bytes.Length);   // nodes, or anything
            bytes[at] = (byte)random.Next(256);
            File.WriteAllBytes(model.File, bytes);
            model.Vouch();
            refused += LoadsOrIsRefused(model.Folder) ? 0 : 1;
        }

        Assert.InRange(refused, 20, 149);
    }

    [Theory]
    [InlineData("4bit")]
    [InlineData("Half")]
    [InlineData("")]
    public void WeightsInAStrangeFormatAreRefused(string format)
    {
        using var model = new TinyModel();
        model.Change(manifest => manifest with { Weights = format });
        Refused(model.Folder, $"keeps its weights as '{format}'", "'half', '8bit', 'single'", "Export it again");
    }

    [Fact]
    public void AnotherGraphIsRefused()
    {
        using var model = new TinyModel();
        Wrong(graph => graph, "ONNX Runtime refuses");
        Wrong(
            graph =>
            {
                graph.Input("audio", DataType.Float, "B", "T");
                graph.Output(graph.Node("Relu", ["audio"], "sound"), DataType.Float, "B", "T");
                return graph;
            },
            "takes audio and gives sound");
        Wrong(graph => Named(graph, "words", DataType.Int64, 256), "no 'tokens', only words");
        Wrong(graph => Named(graph, "tokens", DataType.Float, 256), "'tokens' is Single");
        Wrong(graph => Named(graph, "tokens", DataType.Int64, 128), "'keys' is Single [-1, -1, 128]");

        void Wrong(Func<OnnxGraph, OnnxGraph> build, string named)
        {
            build(new OnnxGraph("wrong")).Save(model.File);
            model.Vouch();
            Refused(model.Folder, named);
        }

        static OnnxGraph Named(OnnxGraph graph, string tokens, DataType type, int width)
        {
            graph.Input(tokens, type, "B", "T");
            graph.Input("keys", DataType.Float, "B", "T", width);
            graph.Input("h", DataType.Float, 2, "B", 24);
            graph.Input("c", DataType.Float, 2, "B", 24);
            graph.Output(graph.Node("Relu", ["keys"], "logits"), DataType.Float, "B", "T", width);
            graph.Output(graph.Node("Relu", ["h"], "h_out"), DataType.Float, 2, "B", 24);
            graph.Output(graph.Node("Relu", ["c"], "c_out"), DataType.Float, 2, "B", 24);
            return graph;
        }
    }

    [Fact]
    public void AModelWhoseNumbersAreBrokenIsRefused()
    {
        using var model = new TinyModel();
        byte[] bytes = File.ReadAllBytes(model.File);
        ModelProto file = ModelProto.Parser.ParseFrom(bytes);
        byte[] bias = file.Graph.Initializer.Single(tensor => tensor.Name == "head.bias").RawData.ToByteArray();
        int at = bytes.AsSpan().IndexOf(bias);
        (bytes[at], bytes[at + 1]) = (0x00, 0x7E);   // not a number, in half precision
        File.WriteAllBytes(model.File, bytes);
        model.Vouch();
        Refused(model.Folder, "weights are broken");
    }

    [Fact]
    public void AFolderInPlaceOfTheFileIsRefused()
    {
        using var model = new TinyModel();
        File.Delete(model.File);
        Directory.CreateDirectory(model.File);
        Refused(model.Folder, "model.onnx");
    }

    private static bool LoadsOrIsRefused(string folder)
    {
        try
        {
            ModelFolder.Load(folder).Dispose();
            return true;
        }
        catch (ModelException refused)
        {
            Assert.DoesNotContain('\n', refused.Message);
            return false;
        }
    }

    [Fact]
    public void ATransformerOfOtherSizesIsRefused()
    {
        using var model = new TinyTransformer();
        ModelManifest whole = ModelManifest.Read(model.ManifestFile);
        (ModelManifest Manifest, string Named)[] strange =
        [
            (whole with { Heads = null }, "no heads"),
            (whole with { Heads = 3 }, "3 heads in a width of 16"),
            (whole with { Heads = 4 }, "'cosine' is"),
            (whole with { Context = null }, "a context of no notes"),
            (whole with { Context = 5000 }, "no room for a context of 5000 notes"),
            (whole with { Layers = 1 }, "key_cache_0, value_cache_0 and logits"),
            (whole with { Layers = 3 }, "key_cache_2"),
            (whole with { Hidden = 32 }, "'cosine' is"),
        ];
        foreach ((ModelManifest manifest, string named) in strange)
        {
            manifest.Write(model.ManifestFile);
            Refused(model.Folder, "'tiny'", named, "Export it again");
        }
    }

    private static void Refused(string folder, params string[] parts)
    {
        LivePerformerException refused = Assert.Throws<ModelException>(() => ModelFolder.Load(folder));
        Assert.DoesNotContain('\n', refused.Message);
        foreach (string part in parts) Assert.Contains(part, refused.Message);
    }
}
