using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The command line <c>spectrogram</c>: what a transcriber heard in some seconds of a recording, as a picture.</summary>
internal static class SpectrogramCommand
{
    public static Command Create()
    {
        var audio = new Argument<string>("RECORDING") { Description = "A WAV or FLAC file of a piano." };
        var reference = new Option<string>("--reference") { Description = "Its notes: a MIDI file or a table of MAPS.", Required = true, HelpName = "FILE" };
        var model = new Option<string>("--model") { Description = "The transcriber: its name in models/, or the path of its folder.", Required = true, HelpName = "NAME" };
        var output = new Option<string>("--out") { Description = "The picture to write.", Required = true, HelpName = "PNG" };
        var from = new Option<double>("--from") { Description = "Second at which it begins.", DefaultValueFactory = _ => 0 };
        var seconds = new Option<double>("--seconds") { Description = "How much of the recording it shows.", DefaultValueFactory = _ => 8 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 120)) result.AddError("--seconds takes more than 0, and up to 120.");
        });
        var command = new Command("spectrogram", "Draw the spectrogram of a recording, the notes that were played, and the onsets that a transcriber found.") { audio, reference, model, output, from, seconds };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed.GetRequiredValue(audio), parsed.GetRequiredValue(reference), parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(output), parsed.GetValue(from), parsed.GetValue(seconds), stop)));
        return command;
    }

    private static int Run(string audio, string reference, string model, string output, double from, double seconds, CancellationToken stop)
    {
        List<TranscribedNote> played = NoteFile.Read(reference);
        using TranscriberFolder folder = TranscriberFolder.Load(ModelPlace.Of(model));
        TranscriberManifest manifest = folder.Manifest;
        Transcription heard;
        using (SoundFile file = SoundFile.Open(audio)) heard = Transcription.Of(folder, file, stop: stop);
        float[] sound = SoundFile.ReadMono(audio, manifest.Features.SampleRate);
        int first = (int)Math.Clamp(from * manifest.Features.SampleRate, 0, sound.Length), last = (int)Math.Min(sound.Length, first + (seconds * manifest.Features.SampleRate));
        if (last <= first) throw new LivePerformerException($"'{audio}' has {sound.Length / (double)manifest.Features.SampleRate:F1} s; --from {from} is behind its end. Name an earlier second.");

        string title = $"{Path.GetFileNameWithoutExtension(audio)}, heard by {manifest.Name} ({manifest.DelayMilliseconds:F0} ms)";
        int hop = manifest.Features.Hop, lead = Math.Min(first, manifest.Features.Window) / hop * hop;
        bool drawn = TranscriptionPlot.Write(output, manifest.Features, sound[(first - lead)..last], lead, first / (double)manifest.Features.SampleRate, played, heard.Notes, title, Console.Error.WriteLine);
        if (drawn) Console.WriteLine(output);
        return drawn ? 0 : 1;
    }
}
