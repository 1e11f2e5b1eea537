using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LivePerformer.Music.Tests;

public sealed class FlacReaderTests
{
    private const int HeadBytes = 4 + 4 + FlacStreamInfo.Bytes;     // of the files made by our own encoder
    private static readonly byte[] Crafted = File.ReadAllBytes(Fixture("escapes"));

    public static TheoryData<string> Names => [.. Directory.GetFiles(Repo.Fixture("Music/Sound"), "*.flac").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFileDecodesToTheSumThatItsEncoderWrote(string name)
    {
        byte[] bytes = File.ReadAllBytes(Fixture(name));
        byte[] told = bytes[26..42];
        using SoundStream stream = SoundStream.Over(new MemoryStream(bytes), name);
        var reader = new FlacReader(stream);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        long frames = 0;
        int width = (reader.Bits + 7) / 8;
        byte[] packed = new byte[8];
        for (long[] block = reader.ReadIntegers(); block.Length > 0; block = reader.ReadIntegers())
        {
            frames += block.Length / reader.Channels;
            foreach (long sample in block)
            {
                BinaryPrimitives.WriteInt64LittleEndian(packed, sample);
                md5.AppendData(packed, 0, width);
            }
        }

        Assert.False(reader.IsCutOff);
        if (name == "piped")
        {
            // Neither length nor sum: the encoder could not go back.
            Assert.Equal((-1, new byte[16]), (reader.Frames, told));
            using SoundFile wav = SoundFile.Open(Repo.Fixture("Music/Sound/chord.wav")), flac = SoundFile.Open(Fixture(name));
            Assert.Equal(Listening.All(wav), Listening.All(flac));
            return;
        }

        Assert.Equal(reader.Frames, frames);
        Assert.Equal(told, md5.GetHashAndReset());
    }

    [Fact]
    public void ItIsTheSoundOfTheWavFileThatItWasMadeFrom()
    {
        using SoundFile wav = SoundFile.Open(Repo.Fixture("Music/Sound/chord.wav")), flac = SoundFile.Open(Fixture("usual"));
        Assert.Equal((wav.SampleRate, wav.Channels, wav.Frames), (flac.SampleRate, flac.Channels, flac.Frames));
        Assert.Equal(Listening.All(wav, 500), Listening.All(flac, 333));
    }

    [Fact]
    public void ADamagedByteIsNeverHeard()
    {
        for (int at = HeadBytes; at < Crafted.Length; at += 7)
        {
            byte[] bytes = [.. Crafted];
            bytes[at] ^= (byte)(1 << (at % 8));
            string message = Assert.Throws<SoundFileException>(() => Listening.All(bytes)).Message;
            Assert.Contains("is damaged at byte ", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void ALostFrameIsMissed()
    {
        int[] frames = [.. Enumerable.Range(HeadBytes, Crafted.Length - HeadBytes - 1).Where(at => Crafted[at] == 0xFF && Crafted[at + 1] == 0xF8)];
        Assert.Equal(3, frames.Length);
        byte[] bytes = [.. Crafted[..frames[1]], .. Crafted[frames[2]..]];
        Assert.Contains("frame 2 where 1 must come", Assert.Throws<SoundFileException>(() => Listening.All(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatWasCutOffGivesItsWholeFrames()
    {
        float[] whole = Listening.All(Crafted);
        using SoundFile file = Listening.Open(Crafted[..^100]);
        float[] left = Listening.All(file);
        Assert.True(file.IsCutOff);
        Assert.Equal(2 * 2 * 1152, left.Length);
        Assert.Equal(whole[..left.Length], left);

        foreach (int length in new[] { 5, 20, HeadBytes, HeadBytes + 5, HeadBytes + 100 })
            Assert.Contains("was cut off before its first frame", Assert.Throws<SoundFileException>(() => Listening.Open(Crafted[..length])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TagsBeforeAndBehindAreNoSound()
    {
        float[] whole = Listening.All(Crafted);
        byte[] before = [.. "ID3"u8, 4, 0, 0, 0, 0, 1, 2, .. new byte[130]], behind = [.. "TAG"u8, .. new byte[125]];
        Assert.Equal(whole, Listening.All([.. before, .. Crafted, .. behind]));
        Assert.Equal(whole, Listening.All([.. before, .. Crafted, .. behind], isPipe: true));
        byte[] piped = File.ReadAllBytes(Fixture("piped"));
        Assert.Equal(Listening.All(piped), Listening.All([.. piped, .. behind]));
    }

    private static string Fixture(string name) => Repo.Fixture($"Music/Sound/{name}.flac");
}
