using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

/// <summary>A folder in MAESTRO's layout with a few short pieces, its token shards, and room for runs.</summary>
internal sealed class TinyMaestro : IDisposable
{
    public TinyMaestro(int train = 5, int notes = 60)
    {
        Root = Directory.CreateTempSubdirectory("liveperformer-trainer-").FullName;
        Maestro = Directory.CreateDirectory(Path.Combine(Root, "maestro")).FullName;
        Data = Path.Combine(Root, "data");
        Run = Path.Combine(Root, "run");
        Directory.CreateDirectory(Path.Combine(Maestro, "2026"));
        var rows = new List<string> { "canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration" };
        for (int i = 0; i < train + 2; i++)
        {
            string split = i < train ? "train" : i == train ? "validation" : "test";
            string file = $"2026/piece{i}.midi";
            WritePiece(Path.Combine(Maestro, file), notes + (7 * i));
            rows.Add($"\"Nobody, \"\"the\"\" {i}\",Scale,{split},2026,{file},,12.5");
        }
        File.WriteAllLines(Table, rows);
    }

    public string Root { get; }
    public string Maestro { get; }
    public string Data { get; }
    public string Run { get; }
    public string Table => Path.Combine(Maestro, MaestroTable.FileName);

    /// <summary>Small enough for a step in milliseconds.</summary>
    public static TrainingPlan Plan => new() { Embedding = 8, Hidden = 12, Layers = 2, Batch = 4, Length = 16, Rate = 0.01, WarmUp = 5, Epochs = 4, Seed = 3, Threads = 1 };

    /// <summary>The same for the note Transformer.</summary>
    public static TrainingPlan NotePlan => Plan with { Kind = "transformer", Hidden = 16, Heads = 4, Embedding = 8, Layers = 2, Batch = 2, Length = 12 };

    /// <summary>A tiny plan of each kind of network.</summary>
    public static TrainingPlan PlanOf(string kind) => kind == "transformer" ? NotePlan : Plan;

    public TinyMaestro Prepared()
    {
        Prepare();
        return this;
    }

    public TokenData Prepare(Action<string>? warn = null) =>
        Preparation.Run(Maestro, Data, warn: warn, stop: TestContext.Current.CancellationToken);

    /// <summary>A scale up and down, a note every 120 ms, each 100 ms long.</summary>
    public static void WritePiece(string path, int notes)
    {
        var track = new MidiTrack();
        for (int i = 0; i < notes; i++)
        {
            var pitch = new Pitch(60 + Math.Abs(12 - (i % 24)));
            track.Add(i * 120, MidiMessage.NoteOn(0, pitch, (byte)(60 + (4 * (i % 5)))));
            track.Add((i * 120) + 100, MidiMessage.NoteOff(0, pitch));
        }
        using FileStream file = File.Create(path);
        // 500 ticks a quarter at 120 quarters a minute: a tick is a millisecond.
        new MidiFileWriter(file, 0, MidiDivision.PerQuarter(500), 1).WriteTrack(track.Events);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
