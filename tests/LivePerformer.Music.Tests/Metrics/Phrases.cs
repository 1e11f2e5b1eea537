using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

/// <summary>Short phrases for tests, in steps of 10 ms.</summary>
internal static class Phrases
{
    public static Note Note(int onset, int length, int pitch, int velocity = 64) =>
        new(TimePoint.Zero + (onset * Vocabulary.Step), length * Vocabulary.Step, new Pitch(pitch), (byte)velocity);

    /// <summary>One note after the other, of 500 ms each.</summary>
    public static Note[] Melody(params int[] pitches) => [.. pitches.Select((pitch, i) => Note(50 * i, 50, pitch))];

    public static Note[] At(params int[] onsets) => [.. onsets.Select(onset => Note(onset, 10, 60))];
}
