using LivePerformer.Inference;

namespace LivePerformer.Trainer.Tests;

public sealed class StandardizedEvaluationTests
{
    /// <summary>The same weights are as surprised by music in C, as it was played, as by the same music in other keys and
    /// touches, where they say that they learned from C and from touches of 1 to 127.</summary>
    [Fact]
    public void AStandardizingModelIsScoredOnTheMusicMovedToWhereItLearned()
    {
        using var home = new MidiFolder();
        string plain = CopyOf("plain", null), moving = CopyOf("moving", new() { Pitch = "krumhansl-schmuckler-c-a/1", Velocity = "percentiles-1-99/1" });
        string[] names = ["a.mid", "b.mid", "c.mid"];
        using MidiFolder inC = new(), inOtherKeys = new();
        for (int i = 0; i < names.Length; i++)
        {
            inC.WithMelody(names[i], 0, 60 + i, 1, 127);
            inOtherKeys.WithMelody(names[i], 2 + i, 60 + i, 40, 103);        // half as much: u is the same but for rounding
        }

        EvaluationReport expected = Score(plain, inC), found = Score(moving, inOtherKeys);
        Assert.Equal(expected.Nats, found.Nats, 4);
        Assert.Equal(expected.Notes, found.Notes);
        Assert.Null(expected.Standard);
        Assert.Equal("krumhansl-schmuckler-c-a/1", found.Standard!.Pitch);
        Assert.True(Math.Abs(Score(plain, inOtherKeys).Nats - expected.Nats) > 1);

        static EvaluationReport Score(string folder, MidiFolder midi)
        {
            using ModelFolder model = ModelFolder.Load(folder);
            return Evaluation.Run(model, PieceSource.Midi(midi.Music), "train", stop: TestContext.Current.CancellationToken);
        }

        string CopyOf(string name, MusicStandard? standard)
        {
            string folder = Directory.CreateDirectory(Path.Combine(home.Root, name)).FullName;
            foreach (string file in Directory.GetFiles(Repo.Fixture("Inference/tiny"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            string manifest = Path.Combine(folder, ModelManifest.FileName);
            (ModelManifest.Read(manifest) with { Standard = standard }).Write(manifest);
            return folder;
        }
    }
}
