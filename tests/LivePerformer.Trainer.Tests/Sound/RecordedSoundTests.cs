using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

/// <summary>Recordings that others made: MAESTRO with its audio, and MAPS.</summary>
public sealed class RecordedSoundTests
{
    [Theory]
    [InlineData(44_100)]
    [InlineData(16_000)]
    public void MaestroWithAudioBecomesSoundAndNotes(int rate)
    {
        using var folder = new SoundFolder();
        AddAudio(folder, rate);
        SoundData data = Prepare(RecordedPerformances.Source(folder.Maestro), folder.Out);

        Assert.Equal((6, 1, 1), (data.Of("train").Count, data.Of("validation").Count, data.Of("test").Count));
        foreach (SoundItem item in data.Items)
        {
            using SoundPiece piece = data.Open(item);
            Performance performance = Performance.FromMidi(MidiFile.Read(Path.Combine(folder.Maestro, item.Performance!)));
            Assert.Equal((performance.End.Seconds + 0.5) * SoundData.SampleRate, piece.Samples, 2.0);
            Assert.Equal(performance.Notes.Select(note => (int)note.Pitch.Number), piece.Notes.Select(note => note.Pitch));
            float[] sound = new float[piece.Samples];
            piece.Read(0, sound);
            foreach (TranscribedNote note in piece.Notes)
            {
                int at = (int)(note.Onset * SoundData.SampleRate);
                // One of two channels sounds, so half of 0.3.
                Assert.Equal(0.15, Heard.Magnitude(sound.AsSpan(at, 1280), SoundData.SampleRate, Heard.Hertz(note.Pitch)), 0.03);
            }
        }
    }

    [Fact]
    public void FlacStandsInForWav()
    {
        string flac = Requires.Tool("flac");
        using var folder = new SoundFolder();
        AddAudio(folder, 44_100);
        SoundData wav = Prepare(RecordedPerformances.Source(folder.Maestro), folder.Out);
        foreach (string file in Directory.GetFiles(Path.Combine(folder.Maestro, "2026"), "*.wav"))
        {
            using Process process = Process.Start(new ProcessStartInfo(flac, ["-s", "--delete-input-file", file]))!;
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        SoundData packed = Prepare(RecordedPerformances.Source(folder.Maestro), Path.Combine(folder.Root, "packed"));

        Assert.Equal(wav.Fingerprint(), packed.Fingerprint());
    }

    [Fact]
    public void MissingAndShortRecordingsAreNamed()
    {
        using var folder = new SoundFolder();
        AddAudio(folder, 16_000);
        string[] files = [.. Directory.GetFiles(Path.Combine(folder.Maestro, "2026"), "*.wav").Order(StringComparer.Ordinal)];
        File.Delete(files[0]);
        File.WriteAllBytes(files[1], File.ReadAllBytes(files[1])[..^10_000]);
        var lines = new List<string>();
        SoundData data = SoundPreparation.Run(RecordedPerformances.Source(folder.Maestro), folder.Out, 1, warn: lines.Add, stop: TestContext.Current.CancellationToken);

        Assert.Equal(6, data.Items.Count);
        Assert.Equal(2, lines.Count);
        Assert.Contains("piece0", lines[0]);
        Assert.Contains("was cut off", lines[1]);
    }

    [Fact]
    public void ATableWithoutRecordingsIsNamed()
    {
        using var folder = new SoundFolder();
        Assert.Contains("names no recordings", Assert.Throws<LivePerformerException>(() => RecordedPerformances.Source(folder.Maestro)).Message);
    }

    [Fact]
    public void MapsIsSplitByPiece()
    {
        using var folder = new SoundFolder();
        string maps = Maps(folder, [.. Enumerable.Range(0, 20).SelectMany(i => new[] { $"MAPS_MUS-piece_{i}_AkPnBcht", $"MAPS_MUS-piece_{i}_SptkBGAm" })]);
        SoundData data = Prepare(PairedRecordings.Source(maps, 1), folder.Out), other = Prepare(PairedRecordings.Source(maps, 2), Path.Combine(folder.Root, "other"));

        Assert.Equal((34, 6), (data.Of("train").Count, data.Of("validation").Count));
        Assert.Empty(data.Of("train").Select(Piece).Intersect(data.Of("validation").Select(Piece)));
        Assert.NotEqual(data.Of("validation").Select(Piece).Distinct().Order(), other.Of("validation").Select(Piece).Distinct().Order());
        Assert.Equal(["AkPnBcht", "SptkBGAm"], data.Items.Select(item => item.Piano).Distinct().Order());
        using SoundPiece piece = data.Open(data.Items[0]);
        Assert.Equal([new(0.25, 0.5, 60, 77), new(0.75, 1, 62, 30)], piece.Notes);
        Assert.False(piece.Item.KnowsPedal);

        static string Piece(SoundItem item) => item.Name[..item.Name.LastIndexOf('_')];
    }

    [Theory]
    [InlineData("ENSTDkCl")]
    [InlineData("ENSTDkAm")]
    public void TheDisklavierOfMapsIsNoTrainingMaterial(string piano)
    {
        using var folder = new SoundFolder();
        string maps = Maps(folder, "MAPS_MUS-a_AkPnBcht", $"MAPS_MUS-b_{piano}");

        string message = Assert.Throws<LivePerformerException>(() => PairedRecordings.Source(maps, 1)).Message;
        Assert.Contains($"MAPS_MUS-b_{piano}", message);
        Assert.Contains("for testing alone", message);
    }

    private static SoundData Prepare(SoundSource source, string folder) => SoundPreparation.Run(source, folder, 2, stop: TestContext.Current.CancellationToken);

    private static void AddAudio(SoundFolder folder, int rate)
    {
        string table = Path.Combine(folder.Maestro, MaestroTable.FileName);
        string[] rows = File.ReadAllLines(table);
        for (int i = 0; i < rows.Length - 1; i++)
        {
            string midi = $"2026/piece{i}.midi", audio = $"2026/piece{i}.wav";
            SoundFolder.WriteAudio(Path.Combine(folder.Maestro, audio), Path.Combine(folder.Maestro, midi), rate);
            rows[i + 1] = rows[i + 1].Replace($"{midi},,", $"{midi},{audio},");
        }

        File.WriteAllLines(table, rows);
    }

    private static string Maps(SoundFolder folder, params string[] names)
    {
        string maps = Directory.CreateDirectory(Path.Combine(folder.Root, "maps")).FullName;
        foreach (string name in names)
        {
            using (WavWriter writer = WavWriter.Create(Path.Combine(maps, name + ".wav"), 16_000)) writer.Write(new float[32_000], new float[32_000]);
            // As MAPS has it, by time; and a note that the recording no longer has.
            File.WriteAllText(Path.Combine(maps, name + ".tsv"), "# onset,offset,note,velocity\n0.750000\t1.000000\t62.000000\t30.000000\n0.250000\t0.500000\t60.000000\t77.000000\n2.500000\t2.600000\t60.000000\t77.000000\n");
        }

        return maps;
    }
}
