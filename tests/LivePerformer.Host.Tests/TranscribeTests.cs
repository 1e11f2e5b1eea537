using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Host.Tests;

/// <summary><c>transcribe</c> as a user starts it, on notes that the built-in piano plays.</summary>
public sealed class TranscribeTests
{
    private const int SampleRate = 44_100;

    [Fact]
    public void NotesOfTheBuiltInPianoAreWrittenDown()
    {
        using var scratch = new Scratch();
        TranscribedNote[] played = [.. Melody()];
        string wav = Play(scratch.Path("piano.wav"), played, seconds: 14), midi = scratch.Path("heard.mid"), report = scratch.Path("report.json");

        (int code, string output, string error) = Cli.Run(["transcribe", wav, "--out", midi, "--report", report]);
        Assert.True(code == 0, error);
        Assert.Contains("times real time", output);

        List<TranscribedNote> heard = NoteFile.Read(midi);
        TranscriptionScore score = TranscriptionScore.Of(played, heard)["onset_50ms"];
        Assert.True(score.F1 >= 0.8, $"{score}");
        using JsonDocument told = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(heard.Count, told.RootElement.GetProperty("notes").GetArrayLength());
        Assert.Equal(14, told.RootElement.GetProperty("seconds").GetDouble(), 0.1);
    }

    /// <summary>Before the first forte a network takes it for a medium one of a weak microphone, unless it has heard the forte before.</summary>
    [Fact]
    public void SoftBeginningIsHeardAsSoft()
    {
        using var scratch = new Scratch();
        TranscribedNote[] melody = [.. Melody()];
        TranscribedNote[] soft = [.. melody.Select(note => note with { Velocity = 35 })];
        TranscribedNote[] loud = [.. melody.SelectMany(note => new[] { note, note with { Pitch = note.Pitch - 12 } }).Select(note => note with { Onset = note.Onset + 13, Offset = note.Offset + 13, Velocity = 110 })];
        string wav = Play(scratch.Path("piano.wav"), [.. soft, .. loud], seconds: 27);
        (int code, _, string error) = Cli.Run(["transcribe", wav, "--model", "piano-ear-stage"]);
        Assert.True(code == 0, error);
        using TranscriberFolder ear = TranscriberFolder.Load(Path.Combine(Repo.Root, "models", "piano-ear-stage"));
        using SoundFile file = SoundFile.Open(wav);
        (double unprimed, double primed) = (Beginning(Transcription.Of(ear, file, stop: TestContext.Current.CancellationToken).Notes), Beginning(NoteFile.Read(scratch.Path("piano.mid"))));
        Assert.True(Math.Abs(primed - 35) < Math.Abs(unprimed - 35) && primed < unprimed, $"velocity 35 was heard as {primed:0.0}, and {unprimed:0.0} without the forte");

        static double Beginning(IEnumerable<TranscribedNote> notes) => notes.Where(note => note.Onset < 13).Average(note => note.Velocity);
    }

    [Fact]
    public void SilenceHasNoNotes()
    {
        using var scratch = new Scratch();
        string wav = Play(scratch.Path("silence.wav"), [], seconds: 5);
        (int code, _, string error) = Cli.Run(["transcribe", wav]);
        Assert.True(code == 0, error);
        Assert.Empty(NoteFile.Read(scratch.Path("silence.mid")));
    }

    [Theory]
    [InlineData("missing.wav", null, "missing.wav")]
    [InlineData("text.wav", null, "text.wav")]
    [InlineData("silence.wav", "maestro-lstm", "plays, it does not hear")]
    [InlineData("silence.wav", "nobody", "There is no model 'nobody'")]
    public void FaultIsOneLine(string file, string? model, string says)
    {
        using var scratch = new Scratch();
        scratch.Write("text.wav", "this is no sound");
        Play(scratch.Path("silence.wav"), [], seconds: 0.2);
        string[] arguments = ["transcribe", scratch.Path(file), .. model is null ? [] : new[] { "--model", model }];
        (int code, _, string error) = Cli.Run(arguments);
        Assert.Equal(1, code);
        Assert.Contains(says, error);
        Assert.Single(error.Trim().Split('\n'));
    }

    private static IEnumerable<TranscribedNote> Melody()
    {
        int[] scale = [48, 52, 55, 60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60, 55, 59, 62, 67, 71, 74, 76, 72, 67, 64, 60];
        for (int i = 0; i < scale.Length; i++) yield return new(0.5 + (0.5 * i), 0.9 + (0.5 * i), scale[i], 60 + (i * 7 % 40));
    }

    private static string Play(string path, IReadOnlyList<TranscribedNote> notes, double seconds)
    {
        float[] sound = PianoSound.Of([.. notes.Select(note => (note.Onset, note.Offset - note.Onset, note.Pitch, (int)note.Velocity))], SampleRate, seconds);
        using (WavWriter wav = WavWriter.Create(path, SampleRate)) wav.Write(sound, sound);
        return path;
    }
}
