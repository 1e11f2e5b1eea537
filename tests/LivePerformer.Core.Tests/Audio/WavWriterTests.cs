using System.Buffers.Binary;
using System.Diagnostics;

namespace LivePerformer.Core.Tests;

public sealed class WavWriterTests : IDisposable
{
    private const int Rate = 48_000;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-wav-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    // Dither and rounding make up to one and a half steps, another reader's full scale up to one more.
    [InlineData(WavFormat.Pcm16, 2.6f / 32_767)]
    [InlineData(WavFormat.Float32, 1e-7f)]     // sox computes in 32-bit integers
    public void WhatIsWrittenIsReadBackBySox(WavFormat format, float tolerance)
    {
        string sox = Requires.Sox();
        (float[] left, float[] right) = Tones(3 * Rate);
        string path = Write(format, left, right);

        string raw = Path.Combine(folder.FullName, "out.raw");
        Assert.Equal(0, Run(sox, path, "-t", "raw", "-e", "floating-point", "-b", "32", "-L", raw));
        byte[] bytes = File.ReadAllBytes(raw);
        Assert.Equal(left.Length * 8, bytes.Length);
        for (int i = 0; i < left.Length; i++)
        {
            Assert.Equal(left[i], BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 * i)), tolerance);
            Assert.Equal(right[i], BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan((8 * i) + 4)), tolerance);
        }
    }

    [Theory]
    [InlineData(WavFormat.Pcm16, 4, 44)]
    [InlineData(WavFormat.Float32, 8, 58)]
    public void AFileWhoseWriterDiedLacksASecondAtMost(WavFormat format, int frameBytes, int header)
    {
        string path = Path.Combine(folder.FullName, "crash.wav");
        WavWriter writer = WavWriter.Create(path, Rate, format);
        float[] block = new float[1000];
        for (int i = 0; i < 250; i++) writer.Write(block, block);

        // The file as it lies on the disk while the writer is still at work.
        using (FileStream beside = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            byte[] bytes = new byte[beside.Length];
            beside.ReadExactly(bytes);
            int data = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(header - 4));
            Assert.InRange(data / frameBytes, 250_000 - Rate, 250_000);
            Assert.True(header + data <= bytes.Length, "the header promises more than there is");
            Assert.Equal(data + header - 8, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
        }

        writer.Dispose();
    }

    [Fact]
    public void TheSameSoundIsTheSameFile()
    {
        (float[] left, float[] right) = Tones(5000);
        byte[] once = File.ReadAllBytes(Write(WavFormat.Pcm16, left, right));
        byte[] again = File.ReadAllBytes(Write(WavFormat.Pcm16, left, right));

        Assert.Equal(once, again);
        Assert.Equal(44 + (5000 * 4), once.Length);
    }

    [Fact]
    public void DitherKeepsWhatIsSmallerThanAStep()
    {
        // A third of a step would vanish if it were only rounded; with dither its mean is kept.
        float[] third = [.. Enumerable.Repeat(1f / 3 / 32_767, 60_000)];
        byte[] bytes = File.ReadAllBytes(Write(WavFormat.Pcm16, third, new float[60_000]));
        double mean = Enumerable.Range(0, 60_000).Average(i => BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(44 + (4 * i))));

        Assert.InRange(mean, 0.30, 0.36);
        Assert.All(Enumerable.Range(0, 60_000), i => Assert.Equal(0, BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(46 + (4 * i)))));
    }

    [Fact]
    public void TooLoudIsCutAndCounted()
    {
        string path = Path.Combine(folder.FullName, "loud.wav");
        using (WavWriter writer = WavWriter.Create(path, Rate))
        {
            writer.Write([1.5f, -1.5f, float.NaN, 1f], [0, 0, 0, 0]);
            Assert.Equal(2, writer.ClippedSamples);
            Assert.Equal(4, writer.Frames);
        }

        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(short.MaxValue, BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(44)));
        Assert.Equal(short.MinValue, BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(48)));
        Assert.Equal(0, BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(52)));
    }

    [Fact]
    public void AFolderThatIsNotThereIsSaidInOneLine()
    {
        string path = Path.Combine(folder.FullName, "none", "x.wav");
        string message = Assert.Throws<LivePerformerException>(() => WavWriter.Create(path, Rate)).Message;

        Assert.Contains(path, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AFullDiskIsSaidInOneLine()
    {
        Requires.Linux();
        float[] block = new float[100_000];
        var refusal = Assert.Throws<LivePerformerException>(() =>
        {
            using WavWriter writer = WavWriter.Create("/dev/full", Rate);
            writer.Write(block, block);
        });

        Assert.Contains("/dev/full", refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private string Write(WavFormat format, float[] left, float[] right)
    {
        string path = Path.Combine(folder.FullName, "out.wav");
        using WavWriter writer = WavWriter.Create(path, Rate, format);
        for (int at = 0; at < left.Length; at += 777)
        {
            int count = Math.Min(777, left.Length - at);
            writer.Write(left.AsSpan(at, count), right.AsSpan(at, count));
        }

        return path;
    }

    private static (float[] Left, float[] Right) Tones(int frames) =>
        ([.. Enumerable.Range(0, frames).Select(i => 0.8f * MathF.Sin(i * 0.01f))],
         [.. Enumerable.Range(0, frames).Select(i => 0.3f * MathF.Sin(i * 0.037f))]);

    private static int Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
