using System.Security.Cryptography;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

/// <summary>A folder in MAESTRO's layout with pieces for every split, two sampled pianos, and room for sound.</summary>
internal sealed class SoundFolder : IDisposable
{
    private readonly TinyMaestro maestro = new(train: 6, notes: 40);
    private readonly SamplePiano first = new("bright", step: 27), second = new("dark", layers: 1, step: 27), third = new("strange", step: 27);

    public SoundFolder()
    {
        // The durations that the table states are the pieces' own: 40 notes and 7 more a piece, each 120 ms after the other.
        string[] rows = File.ReadAllLines(maestro.Table);
        for (int i = 1; i < rows.Length; i++) rows[i] = string.Join(',', [.. rows[i].Split(',')[..^1], FormattableString.Invariant($"{(((40 + (7 * (i - 1))) * 120) - 20) / 1000.0}")]);
        File.WriteAllLines(maestro.Table, rows);
    }

    public string Maestro => maestro.Maestro;
    public string Root => maestro.Root;
    public string Out => Path.Combine(maestro.Root, "sound");
    public string[] Pianos => [first.Folder, second.Folder];
    public string HeldOut => third.Folder;

    public static RenderPlan Plan => new() { Hours = 36 / 3600.0, ExcerptSeconds = 5, ValidationMinutes = 0.1, TestMinutes = 0.2 };

    public SoundSource Source(RenderPlan? plan = null) => RenderedPerformances.Source(Maestro, Piano.Load(Pianos), Piano.Load([HeldOut]), plan ?? Plan);

    public SoundData Render(RenderPlan? plan = null, Action<string>? warn = null) =>
        SoundPreparation.Run(Source(plan), Out, threads: 2, warn: warn, stop: TestContext.Current.CancellationToken);

    /// <summary>Every file below the folder and a hash of what is in it.</summary>
    public static SortedDictionary<string, string> Hashes(string folder) => new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal);

    /// <summary>Sound of a MIDI file of the data set that is not of it, but begins to buzz with each of its notes: two channels of a rate.</summary>
    public static void WriteAudio(string path, string midi, int rate)
    {
        Performance performance = Performance.FromMidi(MidiFile.Read(midi));
        float[] sound = new float[(int)((performance.End.Seconds + 0.5) * rate)];
        foreach (Note note in performance.Notes)
        {
            for (int i = (int)(note.Onset.Seconds * rate); i < (int)(note.Offset.Seconds * rate); i++)
                sound[i] += (float)(0.3 * Math.Sin(2 * Math.PI * Heard.Hertz(note.Pitch.Number) * i / rate));
        }

        using WavWriter writer = WavWriter.Create(path, rate);
        writer.Write(sound, new float[sound.Length]);
    }

    public void Dispose()
    {
        maestro.Dispose();
        first.Dispose();
        second.Dispose();
        third.Dispose();
    }
}
