using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class RecordingEvaluationTests : IDisposable
{
    private readonly RecordingFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Close on time, the room 30 ms late with one note wrong of eleven.</summary>
    [Fact]
    public void CloseAndAmbientAreApartAndTheLagIsFound()
    {
        TranscribedNote[] first = Scale(60, 10), second = Scale(48, 10);
        folder.With("x_ENSTDkCl", 12, first).With("y_ENSTDkAm", 12, second);
        using var scripted = new ScriptedTranscriber(0.2, first, [.. Later(second, 0.03), new(11, 11.5, 100, 64)]);

        AudioReport report = Evaluate(scripted);

        Assert.Equal(1, report.Close!.Pooled["onset_10ms"].F1);
        Assert.Equal(0, report.Close.LagMs!.Value, 1e-6);
        Assert.Equal(200, report.Close.DelayMs!.P50, 1e-6);
        Assert.Equal(1, report.Ambient!.Pooled["onset_50ms"].Recall);
        Assert.Equal(10 / 11.0, report.Ambient.Pooled["onset_50ms"].Precision, 1e-12);
        Assert.Equal(0, report.Ambient.Pooled["onset_20ms"].F1);
        Assert.Equal(30, report.Ambient.LagMs!.Value, 1e-6);
        Assert.Equal(1, report.Ambient.LagRemoved.Pooled["onset_10ms"].Recall);
        Assert.Equal(230, report.Ambient.DelayMs!.P50, 1e-6);
        Assert.Equal(200, report.Ambient.StampDelayMs!.P99, 1e-6);
        Assert.Equal(20 / 21.0, report.All!.Pooled["onset_50ms"].Precision, 1e-12);
        Assert.Equal((1 + (10 / 11.0)) / 2, report.All.Mean["onset_50ms"].Precision, 1e-12);
        Assert.Equal(["x_ENSTDkCl", "y_ENSTDkAm"], report.Files!.Select(file => file.Name));
        Assert.True(report.All.RealTimeFactor >= 0);
        Assert.Equal(0.4, report.All.Minutes);
    }

    /// <summary>Of a lag of 45 ms and a spread of ±20 ms, the usual tolerance first sees the early ones alone.</summary>
    [Fact]
    public void ALongLagIsFoundWhole()
    {
        TranscribedNote[] played = Scale(40, 41);
        TranscribedNote[] heard = [.. played.Select((note, i) => note with { Onset = note.Onset + 0.025 + (0.001 * ((i * 7) % 41)) })];
        folder.With("x", 60, played);
        using var scripted = new ScriptedTranscriber(0, heard);

        AudioReport report = Evaluate(scripted);

        Assert.Equal(45, report.All!.LagMs!.Value, 1e-6);
        Assert.True(report.All.Pooled["onset_50ms"].F1 < 0.7);
        Assert.Equal(1, report.All.LagRemoved.Pooled["onset_50ms"].F1);
        Assert.Null(report.Close);
        Assert.Null(report.Ambient);
    }

    [Fact]
    public void WhereNothingIsPlayedFalseNotesAreCountedByTheMinute()
    {
        TranscribedNote[] played = Scale(60, 5);
        folder.With("noise/hum", 30, []).With("piano", 12, played);
        using var scripted = new ScriptedTranscriber(0, Scale(70, 3), played);

        AudioReport report = Evaluate(scripted);

        Assert.Equal(6, report.All!.FalseNotesPerMinute!.Value, 1e-9);
        Assert.Equal((1, 1), (report.All.Recordings, report.All.EmptyRecordings));
        Assert.Equal(1, report.All.Pooled["onset_50ms"].F1);
        Assert.Equal(1, report.All.Mean["onset_50ms"].F1);
        Assert.Equal(0, report.Files!.Single(file => file.Name == "noise/hum").Scores["onset_50ms"].F1);
        Assert.Contains("6.0 false notes a minute", string.Join('\n', report.Table()));
    }

    [Fact]
    public void PeerHearsTheSameFilesAndReportsAreJson()
    {
        TranscribedNote[] played = Scale(60, 5);
        folder.With("a_ENSTDkCl", 12, played);
        string path = Path.Combine(folder.Root, "r.json");
        using var scripted = new ScriptedTranscriber(0.1, played);
        using var deaf = new ScriptedTranscriber(0.1, [[]]);

        AudioReport report = RecordingEvaluation.Run(folder.Sounds, scripted, deaf, stop: TestContext.Current.CancellationToken);
        ReportFile.Write(path, report);

        JsonElement json = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        foreach (string group in new[] { "close", "all" })
        {
            foreach (string kind in new[] { "pooled", "mean" })
            {
                Assert.Equal(1, json.GetProperty(group).GetProperty(kind).GetProperty("onset_offset_velocity_50ms").GetProperty("overlap").GetDouble());
                Assert.Equal(0, json.GetProperty("peer").GetProperty(group).GetProperty(kind).GetProperty("onset_50ms").GetProperty("f1").GetDouble());
            }
        }

        Assert.Equal(100, json.GetProperty("close").GetProperty("delay_ms").GetProperty("p99").GetDouble(), 6);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("peer").GetProperty("close").GetProperty("lag_ms").ValueKind);
        Assert.Equal(TranscriptionRule.All.Select(rule => rule.Name), json.GetProperty("close").GetProperty("lag_removed").GetProperty("pooled").EnumerateObject().Select(one => one.Name));
        Assert.False(json.TryGetProperty("ambient", out _));
        Assert.Equal("scripted", json.GetProperty("model").GetString());
    }

    [Fact]
    public void WhatCannotBeReadIsLeftOutAloud()
    {
        TranscribedNote[] played = Scale(60, 5);
        folder.With("a", 12, played).With("b", 12, played).With("c", 12, played).With("d", 12, played)
            .WithText("b.tsv", "0.5\t0.7\n").WithText("c.wav", "no sound");
        File.Delete(Path.Combine(folder.Sounds, "d.tsv"));
        var lines = new List<string>();
        using var scripted = new ScriptedTranscriber(0, played);

        AudioReport report = RecordingEvaluation.Run(folder.Sounds, scripted, null, warn: lines.Add, stop: TestContext.Current.CancellationToken);

        Assert.Equal(3, report.LeftOut);
        Assert.Equal(3, lines.Count);
        Assert.Contains(lines, line => line.Contains("b.tsv', line 1"));
        Assert.Contains(lines, line => line.Contains("c.wav"));
        Assert.Contains(lines, line => line.Contains("d.wav' has no notes beside it"));
        Assert.Equal("a", Assert.Single(report.Files!).Name);
    }

    [Fact]
    public void RecordingThatWasCutOffIsHeardAsFarAsItGoesAndNamed()
    {
        TranscribedNote[] played = Scale(60, 5);
        string file = Path.Combine(folder.With("a", 12, played).Sounds, "a.wav");
        using (FileStream cut = File.OpenWrite(file)) cut.SetLength(cut.Length / 2);
        var lines = new List<string>();
        using ScriptedTranscriber scripted = new(0, played), peer = new(0, played);

        AudioReport report = RecordingEvaluation.Run(folder.Sounds, scripted, peer, warn: lines.Add, stop: TestContext.Current.CancellationToken);

        Assert.Contains("a.wav' was cut off", Assert.Single(lines));
        Assert.Equal((0, 1), (report.LeftOut, report.All!.Recordings));
    }

    [Fact]
    public void FolderWithoutPairsIsRefused()
    {
        folder.WithText("a.tsv", "# h\n");
        using var scripted = new ScriptedTranscriber(0);

        Assert.Contains("holds no recording with its notes", Assert.Throws<LivePerformerException>(() => Evaluate(scripted)).Message);
    }

    /// <summary>A MIDI file beside a FLAC file, in a folder as MAESTRO's.</summary>
    [Fact]
    public void PairsAreFoundByStemWhateverTheirKind()
    {
        folder.WithText("2026/a.FLAC", "").WithText("2026/a.midi", "").WithText("b.wav", "").WithText("b.mid", "").WithText("b.tsv", "").WithText("c.tsv", "").WithText("read.me", "");
        var lines = new List<string>();

        IReadOnlyList<RecordingPair> pairs = RecordingPair.Find(folder.Sounds, lines.Add);

        Assert.Equal(["2026/a", "b"], pairs.Select(pair => pair.Name));
        Assert.EndsWith("a.midi", pairs[0].Notes);
        Assert.EndsWith("b.tsv", pairs[1].Notes);
        Assert.Empty(lines);
    }

    private AudioReport Evaluate(ScriptedTranscriber scripted) => RecordingEvaluation.Run(folder.Sounds, scripted, null, stop: TestContext.Current.CancellationToken);

    /// <summary>One note a second, upwards.</summary>
    private static TranscribedNote[] Scale(int lowest, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TranscribedNote(0.5 + i, 1 + i, lowest + i, 40 + i))];

    private static TranscribedNote[] Later(TranscribedNote[] notes, double by) =>
        [.. notes.Select(note => note with { Onset = note.Onset + by, Offset = note.Offset + by })];
}
