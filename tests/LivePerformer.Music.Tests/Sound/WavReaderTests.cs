using System.Buffers.Binary;
using System.Diagnostics;
using LivePerformer.Core;

namespace LivePerformer.Music.Tests;

public sealed class WavReaderTests : IDisposable
{
    private static readonly string Chord = Repo.Fixture("Music/Sound/chord.wav");
    private static readonly byte[] Three = WavBytes.Samples(100, -200, 32_767);
    private static readonly float[] ThreeRead = [100 / 32_768f, -200 / 32_768f, 32_767 / 32_768f];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("liveperformer-sound-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("8", "unsigned-integer", 2)]
    [InlineData("16", "signed-integer", 1)]
    [InlineData("16", "signed-integer", 2)]
    [InlineData("16", "signed-integer", 6)]      // "extensible"
    [InlineData("24", "signed-integer", 2)]
    [InlineData("32", "signed-integer", 2)]
    [InlineData("32", "floating-point", 1)]
    [InlineData("64", "floating-point", 2)]
    [InlineData("8", "a-law", 2)]
    [InlineData("8", "mu-law", 1)]
    public void EveryCodingReadsAsSoxReadsIt(string bits, string encoding, int channels)
    {
        string wav = Path.Combine(folder.FullName, "in.wav"), raw = Path.Combine(folder.FullName, "out.raw");
        Sox(["-D", Chord, "-b", bits, "-e", encoding, wav, "remix", .. Enumerable.Range(0, channels).Select(channel => $"{1 + (channel % 2)}v0.{9 - channel}")]);
        Sox(wav, "-t", "raw", "-e", "floating-point", "-b", "64", "-L", raw);
        byte[] truth = File.ReadAllBytes(raw);
        using SoundFile file = SoundFile.Open(wav);
        float[] ours = Listening.All(file);

        Assert.Equal((16_000, channels, 6400), (file.SampleRate, file.Channels, file.Frames));
        Assert.False(file.IsCutOff);
        Assert.Equal(truth.Length / 8, ours.Length);
        for (int i = 0; i < ours.Length; i++) Assert.Equal(BinaryPrimitives.ReadDoubleLittleEndian(truth.AsSpan(8 * i)), ours[i], 1e-7);    // sox computes in 32-bit integers
    }

    [Theory]
    [InlineData(WavFormat.Pcm16, 2.6f / 32_767)]     // dither, rounding, and another idea of full scale
    [InlineData(WavFormat.Float32, 0)]
    public void WhatWeWriteWeReadBack(WavFormat format, float tolerance)
    {
        float[] left = Tones.Sine(50_000, 48_000, 440), right = Tones.Noise(50_000, 1);
        string path = Path.Combine(folder.FullName, "ours.wav");
        using (WavWriter writer = WavWriter.Create(path, 48_000, format)) writer.Write(left, right);
        using SoundFile file = SoundFile.Open(path);
        float[] read = Listening.All(file, 777);

        Assert.Equal((48_000, 2, 50_000), (file.SampleRate, file.Channels, file.Frames));
        for (int i = 0; i < left.Length; i++)
        {
            Assert.Equal(left[i], read[2 * i], tolerance);
            Assert.Equal(right[i], read[(2 * i) + 1], tolerance);
        }
    }

    [Fact]
    public void AFileWhoseWriterIsStillAtWorkIsReadAsFarAsItGoes()
    {
        string path = Path.Combine(folder.FullName, "growing.wav");
        using WavWriter writer = WavWriter.Create(path, 48_000);
        writer.Write(new float[100_000], new float[100_000]);
        using SoundFile file = SoundFile.Open(path);
        Assert.InRange(file.Frames, 52_000, 100_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ChunksThatSayNothingArePassedOver(bool isPipe) => Assert.Equal(ThreeRead, Listening.All(
        WavBytes.Riff(WavBytes.Chunk("junk", 1, 2, 3), WavBytes.Chunk("bext", new byte[602]), WavBytes.Usual, WavBytes.Chunk("fact", 3, 0, 0, 0), WavBytes.Chunk("data", Three), WavBytes.Chunk("LIST", new byte[30])),
        isPipe));

    [Fact]
    public void TheFormatMayComeBehindTheSamples()
    {
        Assert.Equal(ThreeRead, Listening.All(WavBytes.Riff(WavBytes.Chunk("data", Three), WavBytes.Chunk("LIST", 1, 2, 3), WavBytes.Usual)));
        Refused(WavBytes.Riff(WavBytes.Chunk("data", Three), WavBytes.Usual), "no fmt chunk before them", isPipe: true);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 36)]
    [InlineData(0, uint.MaxValue)]
    [InlineData(uint.MaxValue, uint.MaxValue)]
    [InlineData(uint.MaxValue, 42)]
    [InlineData(0x7FFFF000, 0x7FFFF048)]        // sox into a pipe
    public void AnUnknownLengthMeansToTheEnd(uint data, uint riff)
    {
        byte[] bytes = [.. WavBytes.Riff("RIFF", riff, WavBytes.Usual, WavBytes.Chunk("data", data, Three))];
        using SoundFile file = Listening.Open(bytes), piped = Listening.Open(bytes, isPipe: true);
        Assert.Equal((3, -1), (file.Frames, piped.Frames));
        Assert.False(file.IsCutOff);
        Assert.Equal(ThreeRead, Listening.All(file));
        Assert.Equal(ThreeRead, Listening.All(piped));
        Assert.False(piped.IsCutOff);
    }

    [Fact]
    public void NoSoundAtAllIsAShortSound()
    {
        foreach (byte[] bytes in new[] { WavBytes.Riff(WavBytes.Usual, WavBytes.Chunk("data")), WavBytes.Riff(WavBytes.Usual, WavBytes.Chunk("data"), WavBytes.Chunk("LIST", new byte[20])) })
        {
            using SoundFile file = Listening.Open(bytes);
            Assert.Equal(0, file.Frames);
            Assert.Empty(Listening.All(file));
        }
    }

    [Theory]
    [InlineData("RF64")]
    [InlineData("BW64")]
    public void LengthsOfSixtyFourBits(string mark)
    {
        byte[] sizes = [.. BitConverter.GetBytes(100L), .. BitConverter.GetBytes(4L), .. BitConverter.GetBytes(2L), 0, 0, 0, 0];
        byte[] bytes = WavBytes.Riff(mark, uint.MaxValue, WavBytes.Chunk("ds64", sizes), WavBytes.Usual, WavBytes.Chunk("data", uint.MaxValue, Three));
        Assert.Equal(ThreeRead[..2], Listening.All(bytes));
        Assert.Equal(ThreeRead[..2], Listening.All(bytes, isPipe: true));
    }

    [Fact]
    public void AFileThatWasCutOffGivesWhatIsLeft()
    {
        byte[] whole = WavBytes.Riff(WavBytes.Usual, WavBytes.Chunk("data", Three));
        foreach (bool isPipe in new[] { false, true })
        {
            using SoundFile file = Listening.Open(whole[..^1], isPipe);
            Assert.Equal(isPipe ? 3 : 2, file.Frames);
            Assert.Equal(ThreeRead[..2], Listening.All(file));
            Assert.True(file.IsCutOff);
        }

        for (int length = 1; length < 12; length++) Refused(whole[..length], "Convert it first");
        for (int length = 12; length < 44; length++) Refused(whole[..length], length is >= 20 and < 36 ? "fmt chunk that is too short" : "no data chunk");
        for (int length = 44; length < 46; length++) Refused(whole[..length], "was cut off before its first sample");
        Refused([], "is empty");
    }

    [Fact]
    public void SmallerSamplesThanTheirBytesFillThemFromTheTop()
    {
        byte[] bytes = WavBytes.Riff(WavBytes.Format(1, 1, 16_000, 2, 12), WavBytes.Chunk("data", WavBytes.Samples(16, -32_768)));
        Assert.Equal([16 / 32_768f, -1], Listening.All(bytes));
    }

    [Fact]
    public void WhatIsNoNumberIsSilence()
    {
        byte[] samples = [.. BitConverter.GetBytes(float.NaN), .. BitConverter.GetBytes(float.NegativeInfinity), .. BitConverter.GetBytes(1.5f)];
        Assert.Equal([0, 0, 1.5f], Listening.All(WavBytes.Riff(WavBytes.Format(3, 1, 16_000, 4, 32), WavBytes.Chunk("data", samples))));
    }

    [Fact]
    public void WhatIsNotReadHereIsNamed()
    {
        byte[] data = WavBytes.Chunk("data", Three);
        Refused(WavBytes.Riff(WavBytes.Format(0x11, 1, 16_000, 256, 4), data), "IMA ADPCM");
        Refused(WavBytes.Riff(WavBytes.Format(0x55, 1, 16_000, 1, 0), data), "MPEG");
        Refused(WavBytes.Riff(WavBytes.Format(0x1234, 1, 16_000, 2, 16), data), "format 0x1234");
        Refused(WavBytes.Riff(WavBytes.Format(3, 1, 16_000, 2, 16), data), "floating point in 2 bytes");
        Refused(WavBytes.Riff(WavBytes.Format(1, 2, 16_000, 3, 16), data), "frames of 3 bytes for 2 channels");
        Refused(WavBytes.Riff(WavBytes.Format(1, 2, 16_000, 0, 16), data), "frames of 0 bytes");
        Refused(WavBytes.Riff(WavBytes.Format(1, 0, 16_000, 2, 16), data), "0 channels");
        Refused(WavBytes.Riff(WavBytes.Format(1, 1, 0, 2, 16), data), "0 samples a second");
        Refused(WavBytes.Riff(WavBytes.Chunk("fmt ", 1, 0), data), "fmt chunk that is too short");
        Refused(WavBytes.Riff(WavBytes.Usual), "no data chunk");
        Refused([.. "OggS"u8, .. new byte[40]], "is an Ogg file");
        Refused([.. "ID3\u0003\0\0\0\0\0\u0002"u8, .. new byte[40]], "is an MP3 file");
        Refused([.. "MThd"u8, .. new byte[40]], "is a MIDI file");
        Refused([.. "RIFF\0\0\0\0AVI "u8, .. new byte[40]], "a RIFF file without sound");
    }

    [Fact]
    public void MissingFileAndFolder()
    {
        string missing = Path.Combine(folder.FullName, "no such file.wav");
        Assert.Contains(missing, Assert.Throws<SoundFileException>(() => SoundFile.Open(missing)).Message, StringComparison.Ordinal);
        Assert.Throws<SoundFileException>(() => SoundFile.Open(folder.FullName));
        Assert.Throws<SoundFileException>(() => SoundFile.Open(""));
    }

    private static void Refused(byte[] bytes, string because, bool isPipe = false)
    {
        string message = Assert.Throws<SoundFileException>(() => Listening.Open(bytes, isPipe)).Message;
        Assert.StartsWith("Sound file 'test.wav' ", message, StringComparison.Ordinal);
        Assert.Contains(because, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static void Sox(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Requires.Sox(), arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
