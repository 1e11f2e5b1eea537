using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

/// <summary>A folder of MIDI files without a table, and room for shards.</summary>
internal sealed class MidiFolder : IDisposable
{
    private static readonly int[] Melody = [0, 4, 7, 4, 0, 2, 4, 5, 7, 5, 4, 2, 0, 7, 12, 11, 9, 7, 4, 0];   // "do mi sol": in no doubt

    public string Root { get; } = Directory.CreateTempSubdirectory("liveperformer-midi-").FullName;
    public string Music => Directory.CreateDirectory(Path.Combine(Root, "music")).FullName;
    public string Data => Path.Combine(Root, "data");

    /// <summary>Pieces of a scale, each with a few notes more than the one before.</summary>
    public MidiFolder With(params string[] files)
    {
        foreach (string file in files) TinyMaestro.WritePiece(Room(file), 20 + (3 * Directory.GetFiles(Music, "*", SearchOption.AllDirectories).Length));
        return this;
    }

    /// <summary>A file of one track with these messages; a tick is a millisecond.</summary>
    public MidiFolder WithTrack(string file, params (long Tick, MidiMessage Message)[] messages)
    {
        var track = new MidiTrack();
        foreach ((long tick, MidiMessage message) in messages) track.Add(tick, message);
        using FileStream stream = File.Create(Room(file));
        new MidiFileWriter(stream, 0, MidiDivision.PerQuarter(500), 1).WriteTrack(track.Events);
        return this;
    }

    /// <summary>Pieces in a key: a melody of so many notes, five a second, from soft to loud.</summary>
    public MidiFolder WithMelody(string file, int tonic, int notes = 80, int softest = 50, int loudest = 90) => WithTrack(file, [.. Enumerable.Range(0, notes).SelectMany(i =>
    {
        var pitch = new Pitch(60 + tonic + Melody[(i + (notes % 5)) % Melody.Length]);
        return new (long, MidiMessage)[]
        {
            (i * 200, MidiMessage.NoteOn(0, pitch, (byte)(softest + ((loudest - softest) * (i % 8) / 7)))),
            ((i * 200) + 150, MidiMessage.NoteOff(0, pitch)),
        };
    })]);

    public MidiFolder WithBytes(string file, byte[] bytes)
    {
        File.WriteAllBytes(Room(file), bytes);
        return this;
    }

    public TokenData Prepare(PreparationSteps? steps = null, List<string>? lines = null, bool pianoOnly = true, Grouping grouping = Grouping.Folder) =>
        Preparation.Run(PieceSource.Midi(Music, pianoOnly, grouping), steps ?? PreparationSteps.None, Data, warn: line => lines?.Add(line), stop: TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Room(string file)
    {
        string path = Path.Combine(Music, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
