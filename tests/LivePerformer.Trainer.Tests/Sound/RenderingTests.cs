using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class RenderingTests
{
    [Fact]
    public void SplitsAreTheTablesAndTheHeldOutPianoIsHeardInTheTestAlone()
    {
        using var folder = new SoundFolder();
        SoundData data = folder.Render();

        Assert.Equal(["validation", "test", "train"], data.Items.Select(item => item.Split).Distinct());
        Dictionary<string, string> splits = MaestroTable.Read(folder.Maestro).ToDictionary(row => row.MidiFile, row => row.Split);
        Assert.All(data.Items, item => Assert.Equal(splits[item.Performance!], item.Split));
        Assert.All(data.Items, item => Assert.Equal(item.Split == "test", item.Piano == "strange"));
        Assert.Equal(36, data.Of("train").Sum(item => item.Seconds), 1.0);
        Assert.Equal(12, data.Of("test").Sum(item => item.Seconds), 1.0);
        Assert.All(data.Items, item => Assert.InRange(item.Seconds, 0.5, 5));
        Assert.All(data.Items, item => Assert.InRange(item.Cents!.Value, -20, 20));
        Assert.True(data.Items.Select(item => item.Cents).Distinct().Count() > 5);
        Assert.Contains("held out for the test: strange", data.Steps);
    }

    [Fact]
    public void AnyPrefixIsAMixture()
    {
        using var folder = new SoundFolder();
        SoundItem[] train = [.. folder.Render().Of("train")];

        for (int i = 0; i + 1 < train.Length; i += 2) Assert.NotEqual(train[i].Piano, train[i + 1].Piano);
        Assert.Equal(6, train.Take(6).Select(item => item.Performance).Distinct().Count());
    }

    /// <summary>Every label is in the MIDI file at its time, and the sound is that of the labels, each note played alone and all added up.</summary>
    [Fact]
    public void LabelsAndSoundAreThoseOfTheMidiFile()
    {
        using var folder = new SoundFolder();
        SoundData data = folder.Render();
        Piano[] pianos = Piano.Load([.. folder.Pianos, folder.HeldOut]);
        int compared = 0;
        foreach (SoundItem item in data.Items.Take(6))
        {
            using SoundPiece piece = data.Open(item);
            double from = item.From!.Value;
            TranscribedNote[] expected = [.. SoundingNotes.Of(Performance.FromMidi(MidiFile.Read(Path.Combine(folder.Maestro, item.Performance!))).Events)
                .Where(note => note.Onset.Seconds >= from && note.Onset.Seconds < from + item.Seconds)
                .Select(note => new TranscribedNote(note.Onset.Seconds - from, Math.Min(note.Offset.Seconds - from, item.Seconds), note.Pitch.Number, note.Velocity))];
            Assert.Equal(expected.Length, piece.Notes.Count);
            foreach ((TranscribedNote wanted, TranscribedNote found) in expected.Zip(piece.Notes))
            {
                Assert.Equal((wanted.Pitch, wanted.Velocity), (found.Pitch, found.Velocity));
                Assert.Equal(wanted.Onset, found.Onset, 2e-6);
                Assert.Equal(wanted.Offset, found.Offset, 2e-6);
                compared++;
            }

            float[] sound = new float[piece.Samples], added = new float[piece.Samples];
            Assert.Equal(sound.Length, piece.Read(0, sound));
            Piano piano = pianos.Single(each => each.Name == item.Piano);
            foreach (TranscribedNote note in piece.Notes) Add(added, Alone(piano, note, item));
            float highest = sound.Max(MathF.Abs), gain = highest / added.Max(MathF.Abs);
            Assert.Equal(Math.Pow(10, item.PeakDecibels!.Value / 20), highest, 1e-3);
            Assert.True(added.Zip(sound).Max(pair => Math.Abs((pair.First * gain) - pair.Second)) < 1e-3, item.Name);
        }

        Assert.True(compared > 100, $"{compared}");

        static float[] Alone(Piano piano, TranscribedNote note, SoundItem item)
        {
            var pitch = new Pitch(note.Pitch);
            PlayedExcerpt excerpt = PlayedExcerpt.Of(
            [
                new(new NoteEvent(TimePoint.FromSeconds(note.Onset), pitch, (byte)note.Velocity)), new(new NoteEvent(TimePoint.FromSeconds(note.Offset), pitch, 0)),
            ], 0, item.Seconds);
            return PerformanceRenderer.Render(piano, excerpt, item.Cents!.Value, 0.5f, TestContext.Current.CancellationToken);
        }

        static void Add(float[] sum, float[] more)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += more[i];
        }
    }

    [Fact]
    public void AKilledRunGoesOnToTheVerySameBytes()
    {
        using var folder = new SoundFolder();
        folder.Render();
        SortedDictionary<string, string> whole = SoundFolder.Hashes(folder.Out);
        Directory.Delete(folder.Out, recursive: true);

        // Stopped after a few recordings; then a crash that left one without its facts, one short, and one in the writing.
        SoundSource source = folder.Source();
        using var stop = new CancellationTokenSource();
        int done = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => SoundPreparation.Run(source, folder.Out, 1, report: (_, _) =>
        {
            if (++done == 6) stop.Cancel();
        }, stop: stop.Token));
        SoundData part = SoundData.Read(folder.Out);
        Assert.InRange(part.Items.Count, 4, source.Jobs.Count - 3);
        SoundItem[] made = [.. part.Items];
        File.Delete(made[0].FactsPath);
        File.WriteAllBytes(made[1].WavePath, File.ReadAllBytes(made[1].WavePath)[..^100]);
        File.WriteAllText(Path.Combine(folder.Out, "train", source.Jobs[^1].Name + ".wav.tmp"), "half");
        DateTime kept = File.GetLastWriteTimeUtc(made[2].WavePath);

        folder.Render();

        Assert.Equal(whole, SoundFolder.Hashes(folder.Out));
        Assert.Equal(kept, File.GetLastWriteTimeUtc(made[2].WavePath));
    }

    [Fact]
    public void OtherSeedsDrawOtherExcerptsAndReplaceThem()
    {
        using var folder = new SoundFolder();
        string before = folder.Render().Fingerprint(), again = folder.Render().Fingerprint();
        SoundData other = folder.Render(SoundFolder.Plan with { Seed = 2 });

        Assert.Equal(before, again);
        Assert.NotEqual(before, other.Fingerprint());
        Assert.Equal(other.Fingerprint(), SoundData.Read(folder.Out).Fingerprint());
    }

    [Fact]
    public void WithoutHoursEveryPerformanceIsTakenWhole()
    {
        using var folder = new SoundFolder();
        SoundData data = folder.Render(new RenderPlan());

        Assert.Equal(8, data.Items.Count);
        Assert.All(data.Items, item => Assert.Equal(0, item.From));
        // The first piece has 40 notes; the last of them ends after 4.78 s, and two seconds ring on.
        Assert.Equal(6.78, data.Items.Single(item => item.Performance == "2026/piece0.midi").Seconds, 1e-3);
        Assert.Equal(Enumerable.Range(0, 8).Sum(i => 40 + (7 * i)), data.Items.Sum(item => item.Notes));
    }

    [Fact]
    public void ASmallDiskIsRefusedBeforehandWithFigures()
    {
        using var folder = new SoundFolder();
        var said = new List<string>();
        string message = Assert.Throws<LivePerformerException>(() => SoundPreparation.Run(folder.Source(), folder.Out, 1, free: _ => 1_000_000, stop: TestContext.Current.CancellationToken)).Message;
        Assert.Contains("too small", message);
        Assert.Contains("GB", message);
        Assert.DoesNotContain('\n', message);
        Assert.Empty(Directory.EnumerateFiles(folder.Out, "*.wav", SearchOption.AllDirectories));

        SoundPreparation.Run(folder.Source(), folder.Out, 2, say: said.Add, stop: TestContext.Current.CancellationToken);
        Assert.Contains("h; still to be made", Assert.Single(said));
        SoundPreparation.Run(folder.Source(), folder.Out, 2, say: said.Add, free: _ => 0, stop: TestContext.Current.CancellationToken);      // nothing is left to do
        Assert.Contains("still to be made 0, 0.00 h", said[^1]);
    }

    [Fact]
    public void AFullDiskIsNamed()
    {
        Requires.Linux();
        using var folder = new SoundFolder();
        SoundSource source = folder.Source();
        Directory.CreateDirectory(Path.Combine(folder.Out, "validation"));
        File.CreateSymbolicLink(Path.Combine(folder.Out, "validation", source.Jobs[0].Name + ".wav.tmp"), "/dev/full");

        Assert.Contains("No space left", Assert.Throws<LivePerformerException>(() => SoundPreparation.Run(source, folder.Out, 2, stop: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void DamagedPerformancesAreNamedOnALineEach()
    {
        using var folder = new SoundFolder();
        File.WriteAllText(Path.Combine(folder.Maestro, "2026/piece2.midi"), "no music");
        File.Delete(Path.Combine(folder.Maestro, "2026/piece6.midi"));      // all of validation
        var lines = new List<string>();
        SoundData data = folder.Render(warn: line => { lock (lines) lines.Add(line); });

        Assert.All(lines, line => Assert.StartsWith("left out: ", line));
        Assert.Contains(lines, line => line.Contains("piece2"));
        Assert.DoesNotContain(data.Items, item => item.Performance is "2026/piece2.midi" or "2026/piece6.midi");
        Assert.Contains("no recording in the split 'validation'", Assert.Throws<LivePerformerException>(() => data.Of("validation")).Message);
    }

    [Fact]
    public void APianoCannotBeBothTrainedOnAndHeldOut()
    {
        using var folder = new SoundFolder();
        Piano[] pianos = Piano.Load(folder.Pianos);
        Assert.Contains("'bright' is held out", Assert.Throws<LivePerformerException>(() => RenderedPerformances.Source(folder.Maestro, pianos, pianos[..1], SoundFolder.Plan)).Message);
    }
}
