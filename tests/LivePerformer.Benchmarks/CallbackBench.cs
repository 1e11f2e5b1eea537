using System.Diagnostics;
using LivePerformer.Core;
using LivePerformer.RealTime;
using LivePerformer.Synth;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>What the whole callback costs of its period: human through, AI at its frames, the piano sounding.</summary>
internal static class CallbackBench
{
    private const int Rate = 48_000, Block = 128, Blocks = 20_000, WarmUp = 2_000;
    private const int BlocksPerStrike = 16;                 // 23 notes struck a second, half by the human, half by the AI
    private const double Period = 1e6 * Block / Rate;       // microseconds

    public static void Run(string[] options)
    {
        SoundFont font = SoundFont.Load(Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2"));
        Console.WriteLine($"callback at {Block} frames, period {Period:F0} us, {Blocks} blocks, {AudioPriority.Take()}");
        Console.WriteLine("notes held  voices (mean)  median us   p99 us  p99.9 us  median of period  p99 of period");
        foreach (int notes in new[] { 0, 16, 32, 64 }) Measure(font, notes);
    }

    private static void Measure(SoundFont font, int notes)
    {
        using var stage = new Stage();
        using var device = new NullDevice(Rate, Block);
        var piano = new Synthesizer(font, Rate);
        device.Start(new StageProcessor(stage, piano));

        double[] times = new double[Blocks];
        double voices = 0;
        for (int block = -WarmUp; block < Blocks; block++)
        {
            if (notes > 0 && (block + WarmUp) % BlocksPerStrike == 0) Strike(stage, device, (block + WarmUp) / BlocksPerStrike, notes);
            device.Run();
            while (stage.Heard.TryRead(out _)) { }
            while (stage.Sent.TryRead(out _)) { }
            if (block < 0) continue;

            times[block] = 1e6 * stage.Meters.LastTicks / Stopwatch.Frequency;
            voices += piano.ActiveVoices;
        }

        Array.Sort(times);
        double median = times[Blocks / 2], p99 = times[Blocks * 99 / 100], p999 = times[Blocks / 1000 * 999];
        Console.WriteLine(
            $"{notes,10}  {voices / Blocks,13:F1}  {median,9:F1}  {p99,7:F1}  {p999,8:F1}  {median / Period,16:P1}  {p99 / Period,13:P1}");
    }

    /// <summary>Goes round the held keys, so that none of them dies away; every second one is the AI's.</summary>
    private static void Strike(Stage stage, NullDevice device, int stroke, int notes)
    {
        var pitch = new Pitch(30 + (stroke % notes));
        if (stroke % 2 == 0)
            device.Play(stroke % Block, MidiMessage.NoteOn(0, pitch, 90));
        else
            stage.Due.TryWrite(DueEvent.At(device.Frame + (stroke * 7 % Block), MidiMessage.NoteOn(1, pitch, 90), 0));
    }
}
