using LivePerformer.Music;

namespace LivePerformer.Inference.Tests;

public sealed class PeakPickerTests
{
    [Fact]
    public void APeakIsANoteUntilTheNoteHeadStaysQuiet()
    {
        float[] onsets = [0, 0.6f, 0.9f, 0.7f, 0, 0, .. Quiet(20)];
        float[] notes = [0, 0.1f, 0.5f, 0.8f, 0.8f, 0.7f, .. Quiet(20)];

        // Begun in frame 2; frames 3 to 5 sound, 6 is the first quiet one.
        Assert.Equal([new(2, 6, 21, Math.Round(127 * (0.8 + 0.8 + 0.7) / 3))], Picked(onsets, notes));
    }

    [Fact]
    public void APlateauIsOnePeakAndAShortGapIsNoEnd()
    {
        float[] onsets = [0, 0.8f, 0.8f, 0.8f, .. Quiet(30)];
        float[] notes = [0, 0.5f, 0.5f, .. Quiet(10), 0.5f, .. Quiet(20)];

        Assert.Equal([new(1, 14, 21, 64)], Picked(onsets, notes));
    }

    [Fact]
    public void AKeyStruckAgainEndsItsFormerNote()
    {
        float[] onsets = [0, 0.8f, 0, 0, 0.75f, 0, 0];
        float[] notes = [1, 1, 1, 1, 1, 1, 1];

        Assert.Equal([new(1, 4, 21, 127), new(4, 7, 21, 127)], Picked(onsets, notes));
    }

    [Fact]
    public void PeaksUnderTheThresholdAreNone() => Assert.Empty(Picked([0, PeakPicker.OnsetThreshold - 0.01f, 0], [1, 1, 1]));

    private static float[] Quiet(int frames) => new float[frames];

    /// <summary>What it hears on the lowest key when a frame is a second.</summary>
    private static List<TranscribedNote> Picked(float[] onsets, float[] notes)
    {
        var picked = new List<TranscribedNote>();
        var picker = new PeakPicker((note, _) => picked.Add(note));
        var row = new float[BasicPitch.Keys];
        var sounds = new float[BasicPitch.Keys];
        for (int i = 0; i < onsets.Length; i++)
        {
            (row[0], sounds[0]) = (onsets[i], notes[i]);
            picker.Frame(i, i, row, sounds);
        }

        picker.Finish(onsets.Length);
        return picked;
    }
}
