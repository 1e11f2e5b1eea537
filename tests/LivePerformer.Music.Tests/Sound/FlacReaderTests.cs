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
            Assert.Equal(-1, reader.Frames);
            Assert.Equal(new byte[16], told);
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
        float[] whole = Listening.All(Crafted);
        for (int at = HeadBytes; at < Crafted.Length; at += 37)
        {
            byte[] bytes = [.. Crafted];
            bytes[at] ^= (byte)(1 << (at % 8));
            var heard = new List<float>();
            bool isCutOff = false;
            var fault = Record.Exception(() =>
            {
                using SoundFile file = Listening.Open(bytes);
                float[] block = new float[128];
                for (int got = file.Read(block); got > 0; got = file.Read(block)) heard.AddRange(block.AsSpan(0, 2 * got));
                isCutOff = file.IsCutOff;
            });

            Assert.Equal(whole[..heard.Count], heard);
            if (fault is not null) Assert.Contains(" (", Assert.IsType<SoundFileException>(fault).Message, StringComparison.Ordinal);
            else Assert.True(isCutOff);     // a length that grew beyond the file
        }
    }

    [Fact]
    public void ALostFrameIsMissed()
    {
        // Each begins with its mark, sizes and channels, and has its number in the fifth byte.
        int second = Crafted.AsSpan().IndexOf(new byte[] { 0xFF, 0xF8, 0x75, 0x98, 1 });
        int third = Crafted.AsSpan().IndexOf(new byte[] { 0xFF, 0xF8, 0x7D, 0xA0, 2 });
        byte[] bytes = [.. Crafted[..second], .. Crafted[third..]];
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
