using LivePerformer.Core;

namespace LivePerformer.Synth.Tests;

/// <summary>What both synthesizers play. Times are multiples of 4 ms: fluidsynth acts on messages every 64 frames.</summary>
public static class FluidsynthCases
{
    public static IReadOnlyList<Piece> All { get; } =
    [
        .. new[] { 21, 30, 41, 48, 57, 64, 72, 81, 92, 100, 108 }.Select(key => new Piece($"key {key}", 2000).Note(key, 80, 40, 1240)),
        .. new[] { 12, 30, 45, 64, 100, 127 }.Select(velocity => new Piece($"velocity {velocity}", 1000).Note(60, velocity, 40, 640)),
        new Piece("long note", 9000).Note(45, 100, 40, 8000),
        new Piece("sustain pedal", 3000).Note(60, 90, 40, 400).Control(200, ControlChange.Sustain, 127).Note(64, 70, 800, 1000).Control(2000, ControlChange.Sustain, 0),
        new Piece("pedal before the key", 2000).Control(20, ControlChange.Sustain, 64).Note(52, 90, 40, 200).Control(1200, ControlChange.Sustain, 63),
        new Piece("sostenuto pedal", 3000).Note(48, 90, 40, 800).Control(400, ControlChange.Sostenuto, 127).Note(67, 90, 600, 1000).Control(2000, ControlChange.Sostenuto, 0),
        new Piece("same key again", 2000).Note(60, 100, 40, 400).Note(60, 60, 480, 800).Note(60, 110, 840, 1200),
        new Piece("volume and expression", 2000).Control(20, 7, 60).Note(55, 100, 40, 1600).Control(600, 11, 50).Control(1200, 7, 127),
        new Piece("pan", 1600).Control(20, 10, 20).Note(62, 90, 40, 1200).Control(600, 10, 110),
        new Piece("pitch wheel", 2000).Note(57, 90, 40, 1600).Bend(600, 16_383).Bend(1200, 4096),
        new Piece("all notes off", 1600).Note(50, 90, 40, 1400).Note(57, 90, 40, 1400).Control(600, ControlChange.AllNotesOff, 0),
        Chords(),
    ];

    private static Piece Chords()
    {
        var piece = new Piece("chords with pedal", 6000);
        int[][] chords = [[36, 55, 60, 64, 67], [41, 57, 60, 65, 69], [43, 55, 59, 62, 67], [36, 55, 60, 64, 72]];
        for (int i = 0; i < chords.Length; i++)
        {
            int at = 40 + (1200 * i);
            foreach (int key in chords[i]) piece.Note(key, 60 + (key % 7 * 5), at + (key % 5 * 8), at + 1000);
            piece.Control(at + 100, ControlChange.Sustain, 127).Control(at + 1160, ControlChange.Sustain, 0);
        }

        return piece;
    }
}
