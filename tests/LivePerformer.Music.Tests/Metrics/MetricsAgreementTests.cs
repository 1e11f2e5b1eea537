using System.Text.Json.Nodes;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>Agreement with the definitions of muspy and mgeval, worked out anew in numpy and scipy:
/// tests/Fixtures/Music/metrics.json, made by reference_metrics.py beside it.</summary>
public sealed class MetricsAgreementTests
{
    private static readonly JsonNode Reference = JsonNode.Parse(File.ReadAllText(Repo.Fixture("Music/metrics.json")))!;

    public static TheoryData<string> Files => [.. Reference["files"]!.AsArray().Select(file => (string)file!["file"]!)];

    public static TheoryData<int> Thrown => [.. Enumerable.Range(0, Reference["thrown"]!.AsArray().Count)];

    public static TheoryData<string> Sets => [.. Reference["sets"]!.AsObject().Select(set => set.Key)];

    [Theory]
    [MemberData(nameof(Files))]
    public void MetricsOfPiecesMatchMuspyAndMgeval(string file)
    {
        JsonNode expected = Reference["files"]!.AsArray().Single(piece => (string)piece!["file"]! == file)!;
        List<Note> notes = PerformanceTokenizer.Decode(PerformanceTokenizer.Encode(Performance.FromMidi(MidiFile.Read(Repo.Fixture("Music/" + file)))));
        Assert.Equal((int)expected["count"]!, notes.Count);
        Agrees(expected, notes);
    }

    [Theory]
    [MemberData(nameof(Thrown))]
    public void MetricsOfThrownNotesMatchMuspyAndMgeval(int index)
    {
        JsonNode expected = Reference["thrown"]![index]!;
        Agrees(expected, [.. expected["notes"]!.AsArray().Select(note => Phrases.Note((int)note![0]!, (int)note[1]!, (int)note[2]!, (int)note[3]!))]);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void DistancesOverlapAndDivergenceMatchMgeval(string name)
    {
        JsonNode expected = Reference["sets"]![name]!;
        double[][] one = Points("one"), other = Points("other");
        double[] within = SetDistances.Within(one), between = SetDistances.Between(one, other);

        Near(expected["within"]!, within, 1e-12);
        Near(expected["between"]!, between, 1e-12);
        Assert.Equal((double)expected["density"]!, KernelDensity.Fit(between)!.At((double)expected["at"]!), 1e-12);
        Assert.Equal((double)expected["overlapArea"]!, SetDistances.OverlapArea(within, between, TestContext.Current.CancellationToken)!.Value, 1e-5);
        Assert.Equal((double)expected["divergence"]!, SetDistances.Divergence(within, between, TestContext.Current.CancellationToken)!.Value, 1e-9);

        double[][] Points(string key) => [.. expected[key]!.AsArray().Select(point => point!.AsArray().Select(x => (double)x!).ToArray())];
    }

    private static void Agrees(JsonNode expected, IReadOnlyCollection<Note> notes)
    {
        Near(expected["pitchClassEntropy"], PitchClassHistogram.Entropy(notes));
        Near(expected["pitchClasses"]!, PitchClassHistogram.Of(notes));
        Near(expected["sounding"]!, PitchClassHistogram.Sounding(notes));
        Near(expected["transitions"]!, PitchClassHistogram.Transitions(notes));
        Near(expected["polyphony"], Polyphony.Mean(notes));
        Near(expected["polyphonyRate"], Polyphony.Rate(notes));
        Near(expected["scaleConsistency"], ScaleConsistency.Of(notes));
        Near(expected["groove200"], GrooveConsistency.Of(notes, TimeSpan.FromSeconds(2), 200));
        Near(expected["groove16"], GrooveConsistency.Of(notes));
        Near(expected["meanInterOnset"], InterOnsets.Mean(notes));
        Near(expected["interOnsets"]!, InterOnsets.Histogram(notes));
        Near(expected["rhythmicEntropy"], InterOnsets.Entropy(notes));
        Near(expected["noteLengths"]!, NoteLengths.Histogram(notes));
        Near(expected["repetition"], Repetition.Rate(notes));
    }

    private static void Near(JsonNode? expected, double? found)
    {
        Assert.Equal(expected is null, found is null);
        if (expected is not null) Assert.Equal((double)expected, found!.Value, 1e-12);
    }

    private static void Near(JsonNode expected, double[] found, double by = 1e-12)
    {
        Assert.Equal(expected.AsArray().Count, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal((double)expected[i]!, found[i], by);
    }
}
