using System.Buffers.Binary;
using System.Text;

namespace LivePerformer.Synth.Tests;

public class SoundFontTests
{
    [Fact]
    public void ReadsTheBundledPiano()
    {
        Preset preset = Assert.Single(Piano.Font.Presets.ToArray());

        Assert.Equal("Yamaha Grand Piano", preset.Name);
        Assert.Equal((0, 0), (preset.Bank, preset.Program));
        Assert.Equal(9 * 40, preset.Regions.Length);    // nine velocity zones over twenty stereo pairs
        for (int key = 0; key <= 108; key++)
        {
            for (int velocity = 1; velocity <= 127; velocity++)
            {
                Region[] both = [.. preset.Regions.ToArray().Where(r => r.LowestKey <= key && key <= r.HighestKey
                    && r.LowestVelocity <= velocity && velocity <= r.HighestVelocity)];
                Assert.Equal(2, both.Length);
            }
        }
    }

    [Fact]
    public void PresetValuesAreAddedToTheInstruments()
    {
        Region region = Piano.Font.Presets[0].Regions.ToArray().First(r => r.LowestVelocity == 121);

        Assert.Equal(140, region[Generator.Attenuation]);       // the preset's global zone
        Assert.Equal(316, region[Generator.VolumeRelease]);     // 0 of the instrument and 316 of the preset
        Assert.Equal(12_623, region[Generator.FilterCutoff]);   // the instrument's global zone
        Assert.Equal(1, region[Generator.SampleModes]);         // its own zone
        Assert.Equal(100, region[Generator.ScaleTuning]);       // the default
    }

    [Fact]
    public void ZonesSpeakLouderThanGlobalZonesAndRangesIntersect()
    {
        SoundFont font = new TestFont()
            .With(Generator.Pan, -100).With(Generator.FineTune, 7)
            .Zone((Generator.KeyRange, 40 | (80 << 8)), (Generator.Pan, 30))
            .OnPreset(Generator.Pan, 5).OnPreset(Generator.SampleModes, 3)
            .PresetZone((Generator.KeyRange, 60 | (127 << 8)), (Generator.VelocityRange, 10 | (20 << 8)))
            .Load();

        Region region = Assert.Single(font.Presets[0].Regions.ToArray());
        Assert.Equal((60, 80, 10, 20), (region.LowestKey, region.HighestKey, region.LowestVelocity, region.HighestVelocity));
        Assert.Equal(35, region[Generator.Pan]);
        Assert.Equal(7, region[Generator.FineTune]);
        Assert.Equal(0, region[Generator.SampleModes]);         // not a preset's to set
    }

    [Fact]
    public void WiresOfTheFileReplaceAndAdd()
    {
        SoundFont font = new TestFont()
            .Wire(0x0502, Generator.Attenuation, 300)           // in place of the default
            .WireOnPreset(0x0502, Generator.Attenuation, 50)    // on top of the instrument's
            .Wire(0x0081, Generator.Pan, -400)                  // one more
            .Wire(0x0081, (Generator)200, -400)                 // to nowhere: void
            .Load();

        Modulator[] wires = Assert.Single(font.Presets[0].Regions.ToArray()).Modulators.ToArray();
        Assert.Equal(350, wires.Single(w => w.Source == 0x0502).Amount);
        Assert.Equal(-400, wires.Single(w => w.Destination == Generator.Pan && w.Source == 0x0081).Amount);
        Assert.Equal(Modulator.Defaults.Length + 1, wires.Length);
    }

    [Fact]
    public void TwentyFourBitSamplesKeepTheirThirdByte()
    {
        byte[] plain = new TestFont { Frames = [256, -512], LoopStart = 0, LoopEnd = 2 }.ToBytes();
        byte[] low = new byte[48];
        (low[0], low[1]) = (128, 64);
        int smpl = plain.AsSpan().IndexOf("smpl"u8);
        int after = smpl + 8 + (2 * 48);
        byte[] deep = [.. plain[..after], .. "sm24"u8, 48, 0, 0, 0, .. low, .. plain[after..]];
        Grow(deep, 4, 56);
        Grow(deep, plain.AsSpan().IndexOf("sdta"u8) - 4, 56);

        SoundFont font = SoundFont.Read(new MemoryStream(deep), "deep.sf2");
        Assert.Equal((256 + 0.5f) / 32_768, font.Samples[0]);
        Assert.Equal((-512 + 0.25f) / 32_768, font.Samples[1]);
    }

    [Fact]
    public void FindsThePresetOrTheNextBest()
    {
        SoundFont font = new TestFont { Bank = 8, Program = 5 }.Load();

        Assert.Same(font.Presets[0], font.Find(8, 5));
        Assert.Same(font.Presets[0], font.Find(0, 0));
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "empty", "too early" },
        { "truncated", "too early|goes on after" },
        { "not riff", "not a SoundFont 2" },
        { "a wave file", "not a SoundFont 2" },
        { "lying length", "goes on after" },
        { "no shdr", "'shdr' is missing" },
        { "odd phdr", "not a multiple of 38" },
        { "instrument out of range", "asks for instrument 999 of 1" },
        { "sample out of range", "asks for sample 999 of 1" },
        { "sample beyond the end", "lies outside" },
        { "sample of no rate", "rate of 0" },
        { "version 3", "Convert it" },
        { "bag out of order", "points outside|out of order" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void BrokenFilesAreRefusedInOneLine(string fault, string expected)
    {
        byte[] good = new TestFont().ToBytes();
        byte[] bad = Break(good, fault);

        var refusal = Assert.Throws<SoundFontException>(() => SoundFont.Read(new MemoryStream(bad), "bad.sf2"));
        Assert.Contains("bad.sf2", refusal.Message);
        Assert.Contains(expected.Split('|'), part => refusal.Message.Contains(part));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.True(refusal.Message.TrimEnd('.').Contains(". "), "no remedy: " + refusal.Message);
    }

    [Fact]
    public void MissingFilesAndFoldersAreRefusedInOneLine()
    {
        Assert.Contains("no such file", Assert.Throws<SoundFontException>(() => SoundFont.Load("nowhere/none.sf2")).Message);
        Assert.Throws<SoundFontException>(() => SoundFont.Load(Path.GetTempPath()));
    }

    [Fact]
    public void ManyZonesThatCrossDoNotHang()
    {
        // 1,300 preset zones over 1,300 instrument zones would be 1.7 million regions.
        var font = new TestFont();
        for (int i = 0; i < 1300; i++) font.Zone().PresetZone();

        Assert.Contains("too many zones", Assert.Throws<SoundFontException>(() => font.Load()).Message);
    }

    private static byte[] Break(byte[] good, string fault)
    {
        byte[] bad = [.. good];
        int At(string chunk) => bad.AsSpan().IndexOf(Encoding.ASCII.GetBytes(chunk));
        switch (fault)
        {
            case "empty":
                return [];
            case "truncated":
                return good[..(good.Length / 2)];
            case "not riff":
                return [.. Enumerable.Range(0, 4000).Select(i => (byte)0)];
            case "a wave file":
                "WAVE"u8.CopyTo(bad.AsSpan(8));
                break;
            case "lying length":
                BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(At("smpl") + 4), 0xFFFF_FFF0);
                break;
            case "no shdr":
                "none"u8.CopyTo(bad.AsSpan(At("shdr")));
                break;
            case "odd phdr":
                return Shorten(bad, "phdr", 2);
            case "instrument out of range":
                BinaryPrimitives.WriteUInt16LittleEndian(bad.AsSpan(At("pgen") + 10), 999);
                break;
            case "sample out of range":
                BinaryPrimitives.WriteUInt16LittleEndian(bad.AsSpan(At("igen") + 10), 999);
                break;
            case "sample beyond the end":
                BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(At("shdr") + 8 + 24), 1_000_000);
                break;
            case "sample of no rate":
                BinaryPrimitives.WriteUInt32LittleEndian(bad.AsSpan(At("shdr") + 8 + 36), 0);
                break;
            case "version 3":
                bad[At("ifil") + 8] = 3;
                break;
            case "bag out of order":
                bad[At("ibag") + 8] = 200;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault));
        }

        return bad;
    }

    // The chunk loses its last bytes, and all that holds it is shorter.
    private static byte[] Shorten(byte[] bytes, string chunk, int by)
    {
        int at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(chunk));
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
        byte[] shorter = [.. bytes[..(at + 8 + length - by)], .. bytes[(at + 8 + length)..]];
        Grow(shorter, at + 4, -by);
        Grow(shorter, 4, -by);
        Grow(shorter, bytes.AsSpan().IndexOf("pdta"u8) - 4, -by);
        return shorter;
    }

    private static void Grow(byte[] bytes, int sizeAt, int by) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeAt), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(sizeAt)) + by);
}
