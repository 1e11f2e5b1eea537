using System.Text.Json;

namespace LivePerformer.Synth.Tests;

/// <summary>fluidsynth's levels of every case, measured once and committed, so that the comparison runs anywhere.</summary>
public sealed record Golden(string Command, string MadeBy, string Font, int StretchMilliseconds, Dictionary<string, Golden.Levels> Cases)
{
    /// <param name="Left">RMS in dB of full scale, one number a stretch.</param>
    /// <param name="Right">The same on the right.</param>
    /// <param name="Hertz">Repetition rate of the left channel 200 to 500 ms after the first note's start.</param>
    public sealed record Levels(float[] Left, float[] Right, double Hertz);

    public const int Stretch = 20;
    public const string Variable = "LIVEPERFORMER_WRITE_GOLDEN";

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Path { get; } = System.IO.Path.Combine(Repo.Root, "tests", "Fixtures", "Synth", "fluidsynth-levels.json");

    public static Golden Read() => JsonSerializer.Deserialize<Golden>(File.ReadAllText(Path), Format)!;

    /// <summary>Measures with fluidsynth.</summary>
    public static Golden Measure() => new(
        Fluidsynth.Command,
        $"{Variable}=1 dotnet run --project tests/LivePerformer.Synth.Tests, with fluidsynth 2.3.1 (Debian 12)",
        System.IO.Path.GetFileName(Piano.Path),
        Stretch,
        FluidsynthCases.All.ToDictionary(piece => piece.Name, piece => Of(piece, Fluidsynth.Render(Piano.Path, piece))));

    public void Write() =>
        File.WriteAllText(Path, JsonSerializer.Serialize(this, Format).Replace("},", "},\n").Replace("\"cases\":", "\n\"cases\":") + "\n");

    public static Levels Of(Piece piece, Sound sound)
    {
        (int at, Core.MidiMessage first) = piece.Events.First(e => e.Message.IsNoteOn);
        ReadOnlySpan<float> steady = sound.Left.AsSpan((at + 200) * sound.SampleRate / 1000, 300 * sound.SampleRate / 1000);
        double guess = 440 * Math.Pow(2, (first.Data1 - 69) / 12.0);
        return new Levels(Rounded(sound.Left, piece, sound.SampleRate), Rounded(sound.Right, piece, sound.SampleRate),
            Math.Round(Sound.Frequency(steady, sound.SampleRate, guess), 4));
    }

    private static float[] Rounded(float[] channel, Piece piece, int rate) =>
        [.. Sound.Levels(channel, rate, Stretch).Take(piece.Milliseconds / Stretch).Select(level => MathF.Round(level, 2))];
}
