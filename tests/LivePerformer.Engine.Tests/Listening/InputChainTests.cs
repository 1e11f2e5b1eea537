namespace LivePerformer.Engine.Tests;

public sealed class InputChainTests
{
    private const int SampleRate = 48_000;

    [Fact]
    public void DirectCurrentIsTakenAwayAndTheLowestKeyIsKept()
    {
        float[] sound = Sine(27.5, 0.1, 4);
        for (int i = 0; i < sound.Length; i++) sound[i] += 0.3f;
        new InputChain(SampleRate, MicrophoneProfile.None).Process(sound);

        ReadOnlySpan<float> settled = sound.AsSpan(2 * SampleRate);
        Assert.Equal(0, Mean(settled), 3);
        Assert.Equal(20 * Math.Log10(0.1 / Math.Sqrt(2)), Decibels(settled), 0.6);      // of a high pass at 10 Hz, 0.54 dB at 27.5 Hz
    }

    [Fact]
    public void GainBringsLoudNotesToNineDecibelsBelowFullScaleAndNeverMoreThanThirty()
    {
        Assert.Equal(20, MicrophoneProfile.Decibels(new MicrophoneProfile { LoudDb = -29 }.Gain()), 3);
        Assert.Equal(-8, MicrophoneProfile.Decibels(new MicrophoneProfile { LoudDb = -1 }.Gain()), 3);
        Assert.Equal(30, MicrophoneProfile.Decibels(new MicrophoneProfile { LoudDb = -80 }.Gain()), 3);
        Assert.Equal(1, MicrophoneProfile.None.Gain());

        float[] sound = Sine(440, 0.01, 1);
        new InputChain(SampleRate, new MicrophoneProfile { LoudDb = -29 }).Process(sound);
        Assert.Equal(20 * Math.Log10(0.1 / Math.Sqrt(2)), Decibels(sound.AsSpan(SampleRate / 2)), 0.05);
    }

    [Fact]
    public void RoomIsShutOutAndABlowIsLetThroughFromItsBeginningOn()
    {
        var chain = new InputChain(SampleRate, new MicrophoneProfile { NoiseDb = -60 });
        float[] room = Noise(-60, 2);
        chain.Process(room);
        Assert.False(chain.IsOpen);
        Assert.True(Decibels(room) < -95, $"{Decibels(room)} dB of the room");

        // a blow in the middle of a stretch of the gate's
        float[] blow = Noise(-60, 0.6);
        float[] tone = Sine(440, 0.1, 0.4);
        int at = (int)(0.1 * SampleRate) + 21;
        for (int i = 0; i < tone.Length; i++) blow[at + i] += tone[i];
        chain.Process(blow);
        Assert.True(chain.IsOpen);
        Assert.Equal(Decibels(tone.AsSpan(0, 480)), Decibels(blow.AsSpan(at, 480)), 1.5);       // its first 10 ms
    }

    [Fact]
    public void GateDoesNotChatterBetweenItsTwoLevelsAndClosesAfterAWhile()
    {
        var gate = new NoiseGate(SampleRate, open: 0.01f, close: 0.007f);
        Span<float> loud = Steady(0.02, 0.1), between = Steady(0.008, 2), quiet = Steady(0.006, 0.29), more = Steady(0.006, 0.02);
        gate.Process(Steady(0.008, 2));
        Assert.False(gate.IsOpen);
        gate.Process(loud);
        Assert.True(gate.IsOpen);
        gate.Process(between);
        Assert.True(gate.IsOpen);
        gate.Process(quiet);
        Assert.True(gate.IsOpen);       // it holds for 300 ms
        gate.Process(more);
        Assert.False(gate.IsOpen);
    }

    [Fact]
    public void GateNeverStepsByMoreThanAFewPerCent()
    {
        var gate = new NoiseGate(SampleRate, open: 0.01f, close: 0.007f);
        float[] sound = [.. Steady(0.006, 0.2), .. Steady(1, 0.4), .. Steady(0.006, 0.6)];
        float[] original = [.. sound];
        gate.Process(sound);
        float before = sound[0] / original[0];
        for (int i = 1; i < sound.Length; i++)
        {
            float factor = sound[i] / original[i];
            Assert.InRange(Math.Abs(factor - before), 0, 0.02f);
            before = factor;
        }
    }

    [Fact]
    public void ThresholdLiesBetweenTheRoomAndTheSoftestNotes()
    {
        Assert.Null(MicrophoneProfile.None.Gate());
        (float open, float close) = new MicrophoneProfile { NoiseDb = -60, SoftDb = -30 }.Gate()!.Value;
        Assert.Equal(-51, MicrophoneProfile.Decibels(open), 3);
        Assert.Equal(-54, MicrophoneProfile.Decibels(close), 3);
        Assert.Equal(-56, MicrophoneProfile.Decibels(new MicrophoneProfile { NoiseDb = -60, SoftDb = -50 }.Gate()!.Value.Open), 3);
        Assert.Equal(-56, MicrophoneProfile.Decibels(new MicrophoneProfile { NoiseDb = -60, SoftDb = -59 }.Gate()!.Value.Open), 3);
    }

    [Fact]
    public void ClippingIsCountedOnceForEachTimeAndNoiseIsNone()
    {
        var chain = new InputChain(SampleRate, MicrophoneProfile.None);
        float[] sound = Sine(440, 1.4, 0.1);
        for (int i = 0; i < sound.Length; i++) sound[i] = Math.Clamp(sound[i], -1, 1);
        chain.Process(sound);
        Assert.Equal(88, chain.Clips);      // a summit and a valley in each of 44 waves

        Assert.Equal(1, chain.TakePeak());
        chain.Process(Noise(-20, 1));
        Assert.Equal(88, chain.Clips);
    }

    [Fact]
    public void ExactNothingIsCountedToTheSample()
    {
        var chain = new InputChain(SampleRate, MicrophoneProfile.None);
        chain.Process([0.1f, 0, 0, 0]);
        Assert.Equal(3, chain.Nothing);
        chain.Process([0, 0, 1e-7f, 0]);
        Assert.Equal(1, chain.Nothing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12.3)]
    [InlineData(-37)]
    [InlineData(60)]
    public void TunedRateMovesThePitchByTheTuning(double cents)
    {
        int rate = new MicrophoneProfile { TuningCents = cents }.TunedRate(SampleRate);
        Assert.InRange(Math.Abs((1_200 * Math.Log2((double)SampleRate / rate)) - cents), 0, 0.4);
        Assert.True(cents != 0 || rate == SampleRate);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var chain = new InputChain(SampleRate, new MicrophoneProfile { NoiseDb = -60, LoudDb = -20 });
        float[] sound = Noise(-40, 0.01);
        chain.Process(sound);
        Allocations before = Allocations.Begin();
        for (int i = 0; i < 1_000; i++) chain.Process(sound);
        Assert.Equal(0, before.SoFar);
    }

    private static float[] Sine(double hertz, double size, double seconds)
    {
        var sound = new float[(int)(seconds * SampleRate)];
        for (int i = 0; i < sound.Length; i++) sound[i] = (float)(size * Math.Sin(2 * Math.PI * hertz * i / SampleRate));
        return sound;
    }

    private static float[] Steady(double size, double seconds)
    {
        var sound = new float[(int)(seconds * SampleRate)];
        Array.Fill(sound, (float)size);
        return sound;
    }

    /// <summary>White noise of that effective level.</summary>
    private static float[] Noise(double decibels, double seconds)
    {
        var random = new Random(1);
        double size = Math.Sqrt(3) * Math.Pow(10, decibels / 20);
        return [.. Enumerable.Range(0, (int)(seconds * SampleRate)).Select(_ => (float)(size * ((2 * random.NextDouble()) - 1)))];
    }

    private static double Mean(ReadOnlySpan<float> sound)
    {
        double sum = 0;
        foreach (float sample in sound) sum += sample;
        return sum / sound.Length;
    }

    private static double Decibels(ReadOnlySpan<float> sound)
    {
        double sum = 0;
        foreach (float sample in sound) sum += sample * (double)sample;
        return 10 * Math.Log10(sum / sound.Length);
    }
}
