using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer.Tests;

public sealed class GenerationTests
{
    private static readonly GenerationPlan Plan = new() { Pieces = 3, PromptSeconds = 2, Seconds = 4, Seed = 5 };

    [Fact]
    public void TheModelPlaysOnWithinItsTime()
    {
        using ModelFolder model = ModelFolder.Load(Repo.Fixture("Inference/tiny"));
        Note[] piece = SetComparisonTests.Thrown(1, 40, 200);
        TimePoint begin = TimePoint.FromSeconds(2);
        List<Note> played = Continuation.Play(model, piece, begin, TimeSpan.FromSeconds(4), new SamplerOptions(Seed: 5));

        Assert.NotEmpty(played);
        Assert.All(played, note => Assert.InRange(note.Onset.Seconds, 2, 6));
        Assert.All(played, note => Assert.True(note.Duration > TimeSpan.Zero));
        Assert.Equal(played, Continuation.Play(model, piece, begin, TimeSpan.FromSeconds(4), new SamplerOptions(Seed: 5)));
        Assert.NotEqual(played, Continuation.Play(model, piece, begin, TimeSpan.FromSeconds(4), new SamplerOptions(Seed: 6)));
    }

    /// <summary>The test must not see what comes later: only the prompt may change what is played.</summary>
    [Fact]
    public void TheModelDoesNotHearWhatItReplaces()
    {
        using ModelFolder model = ModelFolder.Load(Repo.Fixture("Inference/tiny"));
        Note[] piece = SetComparisonTests.Thrown(1, 40, 200);
        TimePoint begin = TimePoint.FromSeconds(2);
        Note[] prompt = [.. piece.Where(note => note.Onset < begin)];
        Assert.True(prompt.Length is > 5 and < 40);
        Assert.Equal(
            Continuation.Play(model, prompt, begin, TimeSpan.FromSeconds(4), new SamplerOptions()),
            Continuation.Play(model, piece, begin, TimeSpan.FromSeconds(4), new SamplerOptions()));
    }

    [Fact]
    public void OneSeedOneComparison()
    {
        using var maestro = new TinyMaestro();
        using ModelFolder model = ModelFolder.Load(Repo.Fixture("Inference/tiny"));
        var warnings = new List<string>();
        Generation one = Generation.Run(model, PieceSource.Maestro(maestro.Maestro), "train", Plan, warn: warnings.Add, stop: TestContext.Current.CancellationToken);
        Generation two = Generation.Run(model, PieceSource.Maestro(maestro.Maestro), "train", Plan, stop: TestContext.Current.CancellationToken);

        Assert.Empty(warnings);
        Assert.Equal(["2026/piece0.midi", "2026/piece1.midi", "2026/piece3.midi"], one.Names);   // of five, evenly apart
        Assert.Equal(3, one.Comparison.GeneratedPieces);
        // A note every 120 ms: 33 or 34 within 4 s.
        Assert.InRange(one.Comparison.Features["note_count"].Reference!.Mean, 33, 34);
        Assert.Equal(0.12, one.Comparison.Features["mean_inter_onset"].Reference!.Mean, 12);
        Assert.Equal(1, one.Comparison.Features["polyphony"].Reference!.Mean, 12);
        Assert.Equal(one.Comparison.Table(), two.Comparison.Table());
    }

    [Fact]
    public void PiecesThatAreTooShortAreSaid()
    {
        using var maestro = new TinyMaestro();
        using ModelFolder model = ModelFolder.Load(Repo.Fixture("Inference/tiny"));
        var warnings = new List<string>();
        Generation.Run(model, PieceSource.Maestro(maestro.Maestro), "test", Plan with { Pieces = 4 }, warn: warnings.Add, stop: TestContext.Current.CancellationToken);
        Assert.Equal("only 1 pieces of the split 'test' last 6 s; 4 were asked for", Assert.Single(warnings));
        Assert.Contains("lasts 600 s", Assert.Throws<LivePerformerException>(
            () => Generation.Run(model, PieceSource.Maestro(maestro.Maestro), "test", Plan with { Seconds = 598 }, stop: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void PlansThatMakeNoSenseAreRefused()
    {
        Refused("--generate 0", Plan with { Pieces = 0 });
        Refused("--prompt-seconds", Plan with { PromptSeconds = double.NaN });
        Refused("--seconds", Plan with { Seconds = double.PositiveInfinity });
        Refused("Temperature", Plan with { Temperature = -1 });
        Refused("Top-p", Plan with { TopP = 0 });

        static void Refused(string name, GenerationPlan plan) => Assert.Contains(name, Assert.ThrowsAny<LivePerformerException>(plan.Check).Message);
    }

    [Fact]
    public void AnExcerptIsCutAtBothEnds()
    {
        static Note Note(int onset, int length) => new(TimePoint.FromSeconds(onset), TimeSpan.FromSeconds(length), new Pitch(60), 64);
        Assert.Equal([Note(0, 1), Note(2, 1)], Excerpt.Of([Note(1, 9), Note(2, 1), Note(4, 9), Note(5, 1)], TimePoint.FromSeconds(2), TimeSpan.FromSeconds(3)));
    }
}
