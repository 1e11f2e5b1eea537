using LivePerformer.Music;

namespace LivePerformer.Inference.Tests;

/// <summary>Windows, their seams and the moments of frames, by a network whose answers are known.</summary>
public sealed class BasicPitchTests : IDisposable
{
    private const double Frame = BasicPitch.Hop / (double)BasicPitch.SampleRate;

    private readonly string root = Directory.CreateTempSubdirectory("liveperformer-peer-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>A window gives 1.64 s: onsets every 0.37 s fall on all sides of the seams between them.</summary>
    [Fact]
    public void EveryNoteIsToldOnceAtItsTime()
    {
        (double Onset, double Offset)[] played = [.. Enumerable.Range(0, 40).Select(i => (0.05 + (0.37 * i), 0.25 + (0.37 * i)))];
        List<(TranscribedNote Note, double Told)> heard = Heard(FakeBasicPitch.Sound(15, played), block: 15 * BasicPitch.SampleRate);

        Assert.Equal(played.Length, heard.Count);
        foreach (((double onset, double offset), (TranscribedNote note, double told)) in played.Zip(heard.OrderBy(one => one.Note.Onset)))
        {
            Assert.InRange(onset - note.Onset, 0, Frame);              // a frame stands at its first sample
            Assert.InRange(note.Offset - offset, -1e-4, 2 * Frame);    // and a note ends with the first quiet frame, or at a seam the next
            Assert.Equal(FakeBasicPitch.Key, note.Pitch);
            Assert.Equal(76, note.Velocity);                           // 0.6 of 127
            Assert.InRange(told - note.Onset, 0.17, 2);                // a window is two seconds long, and 15 frames of it are given up
            Assert.InRange(told, 0, 15);
        }
    }

    [Fact]
    public void BlocksOfAnySizeHearTheSame()
    {
        float[] sound = FakeBasicPitch.Sound(6.1, (0, 0.5), (1.62, 1.9), (1.95, 3.3), (5.9, 6.1));
        List<(TranscribedNote Note, double Told)> whole = Heard(sound, sound.Length);

        Assert.Equal(4, whole.Count);
        Assert.Equal(0, whole[0].Note.Onset);                          // a note at the first sample has silence before it
        Assert.Equal(6.1, whole[3].Note.Offset, 1e-4);                 // one that still sounds ends with the sound
        foreach (int block in new[] { 1, 1000, 43_844, 50_001 }) Assert.Equal(whole, Heard(sound, block));
    }

    [Fact]
    public void SilenceAndNothingAreNoNotes()
    {
        Assert.Empty(Heard(new float[100_000], 1 << 20));
        Assert.Empty(Heard([], 1));
    }

    [Fact]
    public void MissingFileIsNamed() => Refused(Path.Combine(root, "nowhere.onnx"), "There is no file");

    [Fact]
    public void AnotherNetworkIsNamed()
    {
        Refused(Path.Combine(Repo.Fixture("Inference/tiny"), "model.onnx"), "is not Basic Pitch");
        Refused(FakeBasicPitch.Write(Path.Combine(root, "other.onnx"), noteHead: "notes"), "is not Basic Pitch");
    }

    [Fact]
    public void WhatIsNoNetworkIsNamed()
    {
        string path = Path.Combine(root, "text.onnx");
        File.WriteAllText(path, "not a network");
        Refused(path, "cannot be opened as Basic Pitch");
    }

    private static void Refused(string path, string because)
    {
        string message = Assert.Throws<ModelException>(() => BasicPitch.Load(path)).Message;
        Assert.Contains(because, message);
        Assert.Contains(path, message);
        Assert.Contains("nmp.onnx", message);
        Assert.DoesNotContain('\n', message);
    }

    private List<(TranscribedNote Note, double Told)> Heard(float[] sound, int block)
    {
        var heard = new List<(TranscribedNote, double)>();
        using BasicPitch network = BasicPitch.Load(FakeBasicPitch.Write(Path.Combine(root, "fake.onnx")));
        var hearing = new BasicPitchHearing(network, (note, told) => heard.Add((note, told)));
        for (int at = 0; at < sound.Length; at += block) hearing.Hear(sound.AsSpan(at, Math.Min(block, sound.Length - at)));
        hearing.Finish();
        return heard;
    }
}
