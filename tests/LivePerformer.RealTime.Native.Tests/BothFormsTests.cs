using LivePerformer.Core;
using LivePerformer.Devices.Jack;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.RealTime.Native.Tests;

/// <summary>The callback in process and the callback as a library, given the same: they do the same, bit for bit.</summary>
public sealed class BothFormsTests
{
    private const int SampleRate = 48_000, Blocks = 1_500;

    private static readonly string Piano = Path.Combine(Repo.Root, "models", "pianos", "FluidR3_YamahaGrand.sf2");

    /// <summary>One block, as it left.</summary>
    private sealed record Block(float[] Left, float[] Right, (uint Frame, MidiMessage Message)[] Sent);

    [Theory]
    [InlineData(128, 1)]
    [InlineData(64, 2)]
    [InlineData(37, 3)]
    public void SameEventsGiveTheSameSoundAndTheSameMessages(int frames, int seed)
    {
        NativeCallback library = NativeCallback.Load(NativeForm.IsRequired());
        var (native, nativeTake, nativeEnd) = Perform(frames, seed, (setup, wiring) => library.Make(setup, wiring));
        var (managed, managedTake, managedEnd) = Perform(frames, seed, (setup, wiring) => ManagedCallback.Of(setup.Build(SampleRate), wiring));

        for (int i = 0; i < Blocks; i++)
        {
            Assert.True(Bits(managed[i].Left).SequenceEqual(Bits(native[i].Left)), $"left, block {i}");
            Assert.True(Bits(managed[i].Right).SequenceEqual(Bits(native[i].Right)), $"right, block {i}");
            Assert.Equal(managed[i].Sent, native[i].Sent);
        }

        Assert.Equal(managedTake, nativeTake);
        Assert.Equal(managedEnd, nativeEnd);

        // and it was not silence that was compared
        Assert.True(native.Count(block => block.Left.Any(sample => Math.Abs(sample) > 0.01f)) > Blocks / 2);
        Assert.True(native.Sum(block => block.Sent.Length) > 500);
        Assert.Contains(native[^2].Sent, sent => sent.Message.IsNoteOff);
        Assert.All(native[^1].Left, sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(300)]
    public void MicrophoneIsHeardTheSameToTheFrameAcrossSkippedCycles(int frames)
    {
        NativeCallback library = NativeCallback.Load(NativeForm.IsRequired());
        var native = Listen(frames, (setup, wiring) => library.Make(setup, wiring));
        var managed = Listen(frames, (setup, wiring) => ManagedCallback.Of(setup.Build(SampleRate), wiring));

        Assert.Equal(managed.Sound, native.Sound);
        Assert.Equal(managed.Heard, native.Heard);
        Assert.Equal(200 * frames, native.Sound.Length);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i * frames).Concat([(10L + 3) * frames]), native.Sound.Where((_, i) => i % frames == 0).Select(heard => heard.Frame).Take(11));
        Assert.All(native.Sound, heard => Assert.Equal(heard.Frame % 1_000 / 1_000f, heard.Sample));
        Assert.Equal(200, native.Heard.Length);
        Assert.All(native.Heard, heard => Assert.Equal(500, heard.Lag));
    }

    /// <summary>What came of the microphone's sound on the other side of the rings, and of a note in each block.</summary>
    private static ((long Frame, float Sample)[] Sound, HeardEvent[] Heard) Listen(int frames, Func<StageSetup, JackWiring, JackCallback> make)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, frames, microphone: true);
        using JackCallback callback = make(new StageSetup(stage), jack.Wiring);
        var sound = new List<(long, float)>();
        var found = new List<HeardEvent>();
        for (int i = 0; i < 200; i++)
        {
            int skipped = i % 50 == 10 ? 3 : 0;
            long start = jack.State.Frame + (skipped * frames);
            for (int s = 0; s < frames; s++) jack.Microphone[s] = (start + s) % 1_000 / 1_000f;
            stage.Transcribed.TryWrite(new(start - 500, MidiMessage.NoteOn(0, new(i % 128), 80), 1));
            jack.Run(callback, skipped);
            while (stage.Sound.TryRead(out MicrophoneSound heard))
            {
                for (int s = 0; s < heard.Count; s++) sound.Add((heard.Frame + s, heard.Samples[s]));
            }

            while (stage.Heard.TryRead(out HeardEvent heard)) found.Add(heard);
        }

        return ([.. sound], [.. found]);
    }

    [Fact]
    public void BrokenPianoIsOneAndTheSameLine()
    {
        NativeCallback library = NativeCallback.Load(NativeForm.IsRequired());
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, 128);
        foreach (string piano in new[] { "nowhere.sf2", Path.Combine(AppContext.BaseDirectory, "fakejack.c"), "/" })
        {
            var setup = new StageSetup(stage) { First = new() { Piano = piano } };
            string managed = Assert.ThrowsAny<LivePerformerException>(() => setup.Build(SampleRate)).Message;
            string native = Assert.ThrowsAny<LivePerformerException>(() => library.Make(setup, jack.Wiring)).Message;
            Assert.Equal(managed, native);
            Assert.DoesNotContain('\n', native);
        }
    }

    [Fact]
    public void LibraryThatIsAbsentIsNamedWithTheRemedy() =>
        Assert.Contains("clang", Refused("nowhere.so"));

    [Fact]
    public void LibraryThatIsNoneIsNamedWithTheRemedy()
    {
        string line = Refused(Path.Combine(AppContext.BaseDirectory, "fakejack.c"));
        Assert.Contains("does not load", line);
        Assert.Contains("clang", line);
    }

    [Theory]
    [InlineData("int liveperformer(void) { return 0; }", "liveperformer_build_id")]
    [InlineData("void liveperformer_build_id(char *text, int size) { text[0] = '7'; text[1] = 0; (void)size; }", "another build")]
    public void LibraryOfAnotherBuildIsRefused(string source, string reason)
    {
        string code = Path.Combine(Path.GetTempPath(), $"oldlibrary-{Environment.ProcessId}.c");
        File.WriteAllText(code, source);
        string library = FakeJack.Compile(code, $"oldlibrary-{reason.Length}");
        string line = Refused(library);
        File.Delete(code);
        File.Delete(library);

        Assert.Contains(reason, line);
        Assert.Contains("clang", line);
    }

    [Fact]
    public void OurOwnRuntimeStillCatchesItsFaults()
    {
        NativeCallback.Load(NativeForm.IsRequired());     // the second runtime listens to the same signals

        int zero = Nobody()?.Length ?? 0;
        Assert.Throws<DivideByZeroException>(() => 1 / zero);
        Assert.Throws<NullReferenceException>(() => Nobody()!.Length);
    }

    private static string? Nobody() => Environment.GetEnvironmentVariable("no such variable");

    private static string Refused(string library)
    {
        string line = Assert.ThrowsAny<LivePerformerException>(() => NativeCallback.Load(library)).Message;
        Assert.Contains(library, line);
        Assert.DoesNotContain('\n', line);
        return line;
    }

    private static ReadOnlySpan<int> Bits(float[] samples) => System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(samples);

    /// <summary>A few seconds of nonsense: chords and pedals of the human, plans, withdrawals and cancels
    /// of the AI, bytes that are not the music's, skipped cycles, switches; and an end.</summary>
    private static unsafe (Block[], SentEvent[], (StageMeters, JackState)) Perform(int frames, int seed, Func<StageSetup, JackWiring, JackCallback> make)
    {
        using var stage = new Stage();
        using var jack = new FakeJack(SampleRate, frames);
        using JackCallback callback = make(new StageSetup(stage) { First = new() { Piano = Piano, Sign = CueSign.Key(new(21)), Tap = CueSign.Key(new(22)), SparesHeldKeys = true } }, jack.Wiring);
        var random = new Random(seed);
        var blocks = new Block[Blocks];
        var take = new List<SentEvent>();
        int epoch = 0;
        for (int i = 0; i < Blocks; i++)
        {
            PlayKeys(jack, frames, random);
            epoch = Plan(stage, jack.State.Frame, epoch, random);
            if (i == 400) stage.Settings = stage.Settings with { Gain = 0.5f, AiChannel = 5 };
            if (i == 800) stage.Settings = stage.Settings with { HumanSounds = false, HumanThru = false };
            if (i == 900) stage.Settings = new();
            if (i == Blocks - 2) jack.Phase = JackPhase.Finishing;
            jack.Run(callback, skipped: i % 97 == 96 ? 3 : 0);
            blocks[i] = new(jack.Left.ToArray(), jack.Right.ToArray(), [.. jack.Sent]);
            while (stage.Sent.TryRead(out SentEvent sent)) take.Add(sent);
            while (stage.Heard.TryRead(out _)) { }
        }

        callback.Functions.Xrun(callback.Argument);
        callback.Functions.Shutdown(callback.Argument);
        Assert.Equal(JackPhase.Finished, jack.Phase);
        Assert.True(jack.State is { Xruns: 1, Lost: 1, Ignored: > 0, Entered: > 0 });
        Assert.Equal(stage.Meters.Blocks, stage.Meters.Callback.Count);
        stage.Meters.Callback = default;        // as the two below: how long it took
        return (blocks, [.. take], (stage.Meters with { LastTicks = 0, MaxTicks = 0 }, jack.State with { Entered = 0 }));
    }

    private static void PlayKeys(FakeJack jack, int frames, Random random)
    {
        uint[] at = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (uint)random.Next(frames)).Order()];
        foreach (uint frame in at)
        {
            byte key = (byte)random.Next(21, 109), value = (byte)random.Next(1, 128);
            switch (random.Next(12))
            {
                case < 5: jack.Play(frame, 0x90, key, value); break;
                case < 9: jack.Play(frame, 0x80, key, 64); break;
                case 9: jack.Play(frame, 0xB0, ControlChange.Sustain, random.Next(2) == 0 ? (byte)0 : value); break;
                case 10: jack.Play(frame, 0xE0, value, key); break;
                default: jack.Play(frame, random.Next(2) == 0 ? MidiMessage.TimingClock : (byte)0xFE); break;     // the clock is heard, active sensing is not
            }
        }
    }

    private static int Plan(Stage stage, long now, int epoch, Random random)
    {
        if (random.Next(10) == 0) stage.Due.TryWrite(DueEvent.Click(now + random.Next(5_000), random.Next(4) == 0, (byte)random.Next(1, 128)));
        if (random.Next(10) == 0) stage.Due.TryWrite(DueEvent.Timing(now + random.Next(5_000), MidiMessage.Clock(random.Next(6) == 0 ? MidiMessage.Start : MidiMessage.TimingClock)));
        for (int i = random.Next(3); i > 0; i--)
        {
            var pitch = new Pitch(random.Next(21, 109));
            long frame = now + random.Next(-6_000, 20_000);
            stage.Due.TryWrite(DueEvent.At(frame, MidiMessage.NoteOn(0, pitch, (byte)random.Next(1, 128)), epoch));
            stage.Due.TryWrite(DueEvent.At(frame + random.Next(1, 30_000), MidiMessage.NoteOff(0, pitch), epoch));
        }

        switch (random.Next(200))
        {
            case 0: stage.Due.TryWrite(DueEvent.CancelBefore(++epoch)); break;
            case 1: stage.Due.TryWrite(DueEvent.Withdraw(now + 2_000, epoch)); break;
            case 2: stage.Due.TryWrite(DueEvent.AllNotesOff(++epoch)); break;
        }

        return epoch;
    }
}
