using FsCheck.Xunit;

namespace LivePerformer.Music.Tests;

public sealed class ResamplerTests
{
    private static readonly int[] Rates = [8000, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000];

    public static TheoryData<int, int> Pairs()
    {
        var pairs = new TheoryData<int, int>();
        foreach (int from in Rates)
        {
            pairs.Add(from, 16_000);
            pairs.Add(16_000, from);
        }

        pairs.Add(44_100, 48_000);
        pairs.Add(48_000, 44_100);
        pairs.Add(16_000, 16_277);      // thirty cents, and no common divisor
        pairs.Add(16_277, 16_000);
        pairs.Add(47_999, 22_051);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ASineIsTheSameSineAtTheOtherRate(int from, int to)
    {
        double nyquist = Math.Min(from, to) / 2.0;
        foreach (double part in new[] { 0.01, 0.2, 0.5, 0.75, 0.82 })
        {
            double hertz = part * nyquist;
            float[] output = Resampler.Convert(Tones.Sine(from / 10, from, hertz), from, to);
            float[] truth = Tones.Sine(to / 10, to, hertz);
            int edge = to / 50;     // where it begins and ends it is no sine
            Assert.Equal(Resampler.CountOf(from / 10, from, to), output.Length);
            for (int n = edge; n < truth.Length - edge; n++) Assert.Equal(truth[n], output[n], 5e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void WhatTheLowerRateCannotHoldIsGone(int from, int to)
    {
        if (to >= from) return;

        for (double part = 1; part * to < from * 0.99; part += 0.0371)
        {
            float[] output = Resampler.Convert(Tones.Sine(from / 10, from, part * to / 2, amplitude: 1), from, to);
            float loudest = output.Skip(to / 50).SkipLast(to / 50).Max(Math.Abs);
            Assert.True(Tones.Decibels(loudest) < -80, $"{part * to / 2} Hz: {Tones.Decibels(loudest)} dB");
        }
    }

    [Theory]
    [InlineData(16_000, 48_000)]
    [InlineData(16_000, 44_100)]
    [InlineData(16_000, 16_277)]
    public void NoMirrorImagesAtTheHigherRate(int from, int to)
    {
        foreach (double hertz in new[] { 400, 3000, 6000, 7900.0 })
        {
            float[] output = Resampler.Convert(Tones.Sine(from / 2, from, hertz, amplitude: 1), from, to);
            ReadOnlySpan<float> middle = output.AsSpan(to / 20, to * 4 / 10);
            foreach (double image in new[] { from - hertz, from + hertz, (2 * from) - hertz }.Where(image => image < to / 2.0))
                Assert.InRange(Tones.Decibels(Tones.Amplitude(middle, to, image)), -300, -80);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void BlocksOfAnySizeGiveTheSameNumbers(int from, int to)
    {
        float[] sound = Tones.Noise(9001, from);
        float[] whole = Resampler.Convert(sound, from, to);
        var resampler = new Resampler(from, to);
        foreach (int most in new[] { 1, 7, 480, 9001 })
        {
            var output = new List<float>();
            int at = 0;
            foreach (int count in Tones.Cuts(sound.Length, most, most))
            {
                float[] block = new float[resampler.MostFrom(count)];
                int got = resampler.Process(sound.AsSpan(at, count), block);
                output.AddRange(block.AsSpan(0, got));
                at += count;
            }

            float[] end = new float[resampler.MostFlushed];
            output.AddRange(end.AsSpan(0, resampler.Flush(end)));      // and begins anew
            Assert.Equal(whole, output);
        }
    }

    [Fact]
    public void AClickStaysAtItsMoment()
    {
        float[] click = new float[4800];
        click[2400] = 1;
        float[] output = Resampler.Convert(click, 48_000, 16_000);
        Assert.Equal(800, Array.IndexOf(output, output.Max()));
        for (int i = 1; i < 40; i++) Assert.Equal(output[800 - i], output[800 + i], 1e-7f);     // no phase is turned
    }

    [Fact]
    public void LoudnessThatDoesNotChangeStaysAsItIs()
    {
        foreach ((int from, int to) in new[] { (44_100, 16_000), (16_000, 44_100), (16_000, 16_277) })
        {
            float[] output = Resampler.Convert([.. Enumerable.Repeat(0.7f, from / 10)], from, to);
            Assert.All(output.Skip(to / 50).SkipLast(to / 50), sample => Assert.Equal(0.7f, sample, 1e-6f));
        }
    }

    [Fact]
    public void TheDelayIsWhatItSays()
    {
        foreach ((int from, int to) in new[] { (48_000, 16_000), (44_100, 16_000), (96_000, 16_000) })
        {
            var resampler = new Resampler(from, to);
            Assert.InRange(resampler.Delay.TotalMilliseconds, 1, 2.02);
            float[] output = new float[resampler.MostFrom(from)];
            int needed = 0;
            while (resampler.Process([1], output) == 0) needed++;
            Assert.Equal((int)Math.Round(resampler.Delay.TotalSeconds * from), needed);
        }
    }

    [Fact]
    public void TheSameRateIsLeftAlone()
    {
        float[] sound = Tones.Noise(100, 1);
        Assert.Equal(sound, Resampler.Convert(sound, 44_100, 44_100));
        Assert.Equal(TimeSpan.Zero, new Resampler(44_100, 44_100).Delay);
    }

    [Property(MaxTest = 200)]
    public void AsManySamplesAsTheTimeHolds(int from, int to, int count)
    {
        from = 1000 + (int)((uint)from % 200_000);
        to = 1000 + (int)((uint)to % 200_000);
        count = (int)((uint)count % 3000);
        float[] output = Resampler.Convert(new float[count], from, to);
        long expected = 0;
        while (expected * from < (long)count * to) expected++;
        Assert.Equal(expected, output.Length);
    }

    [Fact]
    public void TooLittleRoomIsRefusedBeforeAnythingIsTaken()
    {
        float[] sound = Tones.Noise(3000, 3), whole = Resampler.Convert(sound, 48_000, 16_000);
        var resampler = new Resampler(48_000, 16_000);
        Assert.Throws<ArgumentException>(() => resampler.Process(sound, new float[900]));
        float[] output = new float[1000];
        int done = resampler.Process(sound, output);
        Assert.Throws<ArgumentException>(() => resampler.Flush(new float[3]));
        done += resampler.Flush(output.AsSpan(done));
        Assert.Equal(whole, output[..done]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(0, 16_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(16_000, 2_000_000));
    }
}
