using System.Text.Json;
using LivePerformer.Core;
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
