using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Trainer.Tests;

public sealed class SetComparisonTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-compare-").FullName;

    [Fact]
    public void ASetLikeTheOtherHasEveryNumberOfIt()
    {
        IReadOnlyList<Note>[] set = [.. Enumerable.Range(0, 6).Select(seed => Thrown(seed, 60, 300))];
        SetComparison same = Compare(set, set);

        Assert.All(same.Histograms.Values, histogram => Assert.Equal(0, histogram.Distance!.Value, 12));
        Assert.All(same.Features.Where(feature => feature.Value.Generated is not null), feature => Assert.Equal(feature.Value.Reference, feature.Value.Generated));
        Assert.Equal(new Spread(60, 0, 6), same.Features["note_count"].Generated);
        Assert.Null(same.Features["note_count"].OverlapAreaReference);   // all alike: no density
        Assert.InRange(same.Features["rhythmic_entropy"].OverlapAreaReference!.Value, 0.5, 1);
        Assert.Equal(30, same.Features["note_lengths"].IntraReference!.Count);
        Assert.Equal(36, same.Features["note_lengths"].Inter!.Count);
        Assert.Null(same.Features["note_lengths"].Generated);
    }

    [Fact]
    public void AStrangerSetOverlapsLess()
    {
        IReadOnlyList<Note>[] slow = [.. Enumerable.Range(0, 8).Select(seed => Thrown(seed, 60, 600))];
        IReadOnlyList<Note>[] slowToo = [.. Enumerable.Range(20, 8).Select(seed => Thrown(seed, 60, 600))];
        IReadOnlyList<Note>[] fast = [.. Enumerable.Range(40, 8).Select(seed => Thrown(seed, 60, 60))];
        SetComparison near = Compare(slowToo, slow), far = Compare(fast, slow);

        Assert.True(far.Features["mean_inter_onset"].OverlapAreaReference < 0.2);
        Assert.True(near.Features["mean_inter_onset"].OverlapAreaReference > far.Features["mean_inter_onset"].OverlapAreaReference);
        Assert.True(far.Histograms["inter_onsets"].Distance > 0.5);
        Assert.True(near.Histograms["inter_onsets"].Distance < 0.5);
    }

    public static TheoryData<int[]> Littles => [.. new int[][] { [0], [1], [0, 1], [0, 0, 0], [1, 1, 1], [2, 0, 5] }];

    /// <summary>Pieces of no note, one note and a few: numbers or null, in JSON, table and plots alike.</summary>
    [Theory]
    [MemberData(nameof(Littles))]
    public void LittleMusicMakesNoNaN(int[] counts)
    {
        IReadOnlyList<Note>[] generated = [.. counts.Select((count, i) => Thrown(i, count, 300))], reference = [.. Enumerable.Range(0, 3).Select(seed => Thrown(seed, 30, 300))];
        SetComparison compared = Compare(generated, reference);
        string path = Path.Combine(root, "reports", "r.json");
        ReportFile.Write(path, new ComparisonReport { Midi = "a", Reference = "b", Seconds = null, Comparison = compared });
        ComparisonPlots.Write(compared, Path.Combine(root, "plots"));

        string json = File.ReadAllText(path);
        Assert.DoesNotContain("NaN", json);
        Assert.DoesNotContain("Infinity", json);
        Assert.DoesNotContain("NaN", string.Join('\n', compared.Table()));
        JsonElement features = JsonDocument.Parse(json).RootElement.GetProperty("comparison").GetProperty("features");
        Assert.Equal(counts.Average(), features.GetProperty("note_count").GetProperty("generated").GetProperty("mean").GetDouble(), 12);
        Assert.Equal(counts.Any(count => count > 0), features.GetProperty("polyphony").GetProperty("generated").ValueKind == JsonValueKind.Object);
        Assert.Empty(Directory.EnumerateFiles(root, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void EmptySetsAreRefused() => Assert.Contains("at least one", Assert.Throws<LivePerformerException>(() => Compare([], [Thrown(1, 5, 300)])).Message);

    [Fact]
    public void PlotsArePictures()
    {
        IReadOnlyList<Note>[] set = [.. Enumerable.Range(0, 5).Select(seed => Thrown(seed, 40, 300))], other = [.. Enumerable.Range(9, 5).Select(seed => Thrown(seed, 40, 200))];
        ComparisonPlots.Write(Compare(set, other), root);

        string[] files = [.. Directory.EnumerateFiles(root).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(["distances.png", "features.png", "histograms.png", "transitions.png"], files);
        Assert.All(files, file => Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(Path.Combine(root, file))[1..4]));
        Assert.All(files, file => Assert.InRange(new FileInfo(Path.Combine(root, file)).Length, 10_000, 1_000_000));
    }

    /// <summary>A picture must not end a training: not where the curve under it cannot be read either.</summary>
    [Fact]
    public void CurveThatCannotBeReadIsNoPictureAndALine()
    {
        Directory.CreateDirectory(Path.Combine(root, LossCurve.FileName));   // whoever is root may read all files, but no folder as one
        var lines = new List<string>();

        Assert.False(LossPlot.Write(root, lines.Add));
        Assert.StartsWith("no picture 'loss.png'", Assert.Single(lines));
    }

    /// <summary>Every program was once read as piano, and drums were dropped unsaid.</summary>
    [Fact]
    public void OfABandOnlyThePianoIsComparedAndTheRestIsCounted()
    {
        using MidiFolder folder = new MidiFolder();
        MidiMessage drum = MidiMessage.NoteOn(9, new Pitch(36), 100), violin = MidiMessage.NoteOn(1, new Pitch(76), 90), key = MidiMessage.NoteOn(0, new Pitch(60), 80);
        folder.WithTrack("band.mid", (0, new(0xC1, 40, 0)), (0, key), (10, drum), (20, violin), (40, violin), (500, MidiMessage.NoteOff(0, new Pitch(60))))
            .WithTrack("beat.mid", (0, drum), (500, drum));
        var lines = new List<string>();

        IReadOnlyList<Note> piece = Assert.Single(MidiSet.Read(folder.Music, 10, null, lines.Add, TestContext.Current.CancellationToken));

        Assert.Equal(new Pitch(60), Assert.Single(piece).Pitch);
        Assert.Contains($"left out: 3 drum notes (channel 10) and 2 notes of other instruments than the piano in 2 files of '{folder.Music}'", lines);
        Assert.Contains(lines, line => line.Contains("beat.mid' has no notes of a piano"));
    }

    /// <summary>Ctrl-C was heard only between two features, each of which may take a minute.</summary>
    [Fact]
    public void ComparisonThatIsStoppedSaysSoWithinAFeature()
    {
        using var stop = new CancellationTokenSource();
        double[] one = [.. Enumerable.Range(0, 100).Select(i => i * 0.01)];
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => LivePerformer.Music.SetDistances.OverlapArea(one, one, stop.Token));
        Assert.Throws<OperationCanceledException>(() => LivePerformer.Music.SetDistances.Divergence(one, one, stop.Token));
        Assert.Equal(1, LivePerformer.Music.SetDistances.OverlapArea(one, one, TestContext.Current.CancellationToken)!.Value, 0.2);
    }

    [Fact]
    public void AFileInTheWayOfPlotsIsNamed()
    {
        string blocked = Path.Combine(root, "blocked");
        File.WriteAllText(blocked, "");
        IReadOnlyList<Note>[] set = [Thrown(1, 5, 300)];
        Assert.Contains("--plots", Assert.Throws<LivePerformerException>(() => ComparisonPlots.Write(Compare(set, set), blocked)).Message);
    }

    private static SetComparison Compare(IReadOnlyList<IReadOnlyList<Note>> generated, IReadOnlyList<IReadOnlyList<Note>> reference) =>
        SetComparison.Of(generated, reference, stop: TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>Notes of random pitch, length and velocity; the gap between two is 0 to <paramref name="gap"/> ms.</summary>
    internal static Note[] Thrown(int seed, int count, int gap)
    {
        var dice = new Random(seed);
        var now = TimePoint.Zero;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var note = new Note(now, TimeSpan.FromMilliseconds(10 * dice.Next(1, 90)), new Pitch(dice.Next(40, 80)), (byte)dice.Next(1, 128));
            now += TimeSpan.FromMilliseconds(10 * dice.Next(0, gap / 10));
            return note;
        })];
    }
}
