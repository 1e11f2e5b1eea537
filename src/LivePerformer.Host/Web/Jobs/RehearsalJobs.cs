using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LivePerformer.Core;
using LivePerformer.Engine;
using LivePerformer.Music;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Rehearsals as jobs: a file of MIDI or of sound plays the human, the engine answers.</summary>
internal sealed class RehearsalJobs(JobBoard board, PresetShelf presets, Installation home, Errand errand)
{
    public const string Kind = "rehearsal", Midi = "take.mid", Wav = "take.wav", Roll = "roll";

    /// <summary>An hour of sound is 690 MB.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    /// <param name="name">What the user calls the file.</param>
    /// <param name="isSound">Whether it is a recording, in which a transcriber finds the notes, and no MIDI file.</param>
    /// <exception cref="LivePerformerException">The file, the preset or the time is not right.</exception>
    public Job Post(string preset, string name, byte[] body, bool isSound)
    {
        Preset chosen = presets.Find(preset);
        if (isSound) CheckSound(body, name);
        else Check(body, name);
        string file = !isSound ? "in.mid" : body.AsSpan().StartsWith("fLaC"u8) ? "in.flac" : "in.wav";
        return board.Post(Kind, name, folder =>
        {
            File.WriteAllBytes(Path.Combine(folder, file), body);
            File.WriteAllText(Path.Combine(folder, "preset.json"), PresetFile.Write(chosen));
        }, (job, stop) => Rehearse(job, name, file, stop));
    }

    private async Task<JsonObject> Rehearse(Job job, string name, string file, CancellationToken stop)
    {
        string InFolder(string file) => Path.Combine(job.Folder, file);
        string[] arguments =
        [
            "rehearse", "--in", InFolder(file), "--preset", InFolder("preset.json"), "--out", InFolder(Midi), "--wav", InFolder(Wav),
            "--report", InFolder("report.json"), "--roll", InFolder("roll.json"), "--progress", "json",
        ];
        await errand.Run(arguments, null, home, line =>
        {
            if (ProgressLine.TryRead(line, out JsonElement told)) job.Tell(ProgressLine.NumberOf(told, "fraction") ?? 0, ProgressLine.WordOf(told, "text"));
        }, stop);
        JsonObject report = JsonNode.Parse(await File.ReadAllTextAsync(InFolder("report.json"), stop))!.AsObject();
        report["input"] = name;
        return new JsonObject
        {
            ["midi"] = $"/api/jobs/{job.Id}/midi",
            ["wav"] = $"/api/jobs/{job.Id}/wav",
            ["report"] = report,
            [Roll] = JsonNode.Parse(await File.ReadAllTextAsync(InFolder("roll.json"), stop)),
        };
    }

    private static void Check(byte[] midi, string name)
    {
        MidiFile file = MidiFile.Read(new MemoryStream(midi), name);
        IReadOnlyList<TimedMessage> played = HumanPart.Of(file, name, _ => { });
        if (!played.Any(message => message.Message.IsNoteOn)) throw new LivePerformerException($"'{name}' holds no notes of a piano. Give a MIDI file in which somebody plays one.");

        CheckLength(played.Max(message => message.Time).SinceStart, name);
    }

    private void CheckSound(byte[] sound, string name)
    {
        if (!Transcribers.Any(home))
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "That is sound, and there is no transcriber in models/ that hears notes in it. Put one there, or send a MIDI file.");

        using var stream = new MemoryStream(sound);
        using SoundFile file = SoundFile.Open(stream, name);
        CheckLength(TimeSpan.FromSeconds(file.Frames / (double)file.SampleRate), name);
    }

    private static void CheckLength(TimeSpan length, string name)
    {
        if (length > Longest)
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"'{name}' lasts {length.TotalMinutes:0} minutes, but a rehearsal has at most {Longest.TotalMinutes:0} here. Cut it, or use LivePerformer rehearse.");
    }
}
