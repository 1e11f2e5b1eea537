using System.Buffers.Binary;
using System.Text;

namespace LivePerformer.Synth.Tests;

/// <summary>A small SoundFont made of numbers: one recording, one instrument, one preset, whatever generators are asked for.</summary>
public sealed class TestFont
{
    public const int Rate = 44_100;

    private readonly List<(Generator Generator, int Value)> presetGlobal = [];
    private readonly List<(Generator Generator, int Value)> instrumentGlobal = [];
    private readonly List<(Generator Generator, int Value)[]> presetZones = [];
    private readonly List<(Generator Generator, int Value)[]> instrumentZones = [];
    private readonly List<(int Source, int Destination, int Amount, int AmountSource, int Transform)> instrumentModulators = [];
    private readonly List<(int Source, int Destination, int Amount, int AmountSource, int Transform)> presetModulators = [];

    /// <summary>16-bit frames; 46 zeros follow in the file.</summary>
    public short[] Frames { get; init; } = Sine(100, 20);
    public int LoopStart { get; init; } = 100;
    public int LoopEnd { get; init; } = 2000;
    public int Bank { get; init; }
    public int Program { get; init; }
    public byte RootKey { get; init; } = 69;    // 441 Hz at 44.1 kHz is key 69 and 4 cents
    public int SampleRate { get; init; } = Rate;

    /// <summary>So many periods of so many frames, at -6 dB.</summary>
    public static short[] Sine(int period, int periods) =>
        [.. Enumerable.Range(0, period * periods).Select(i => (short)(16_384 * Math.Sin(2 * Math.PI * i / period)))];

    /// <summary>A generator on the instrument's only zone.</summary>
    public TestFont With(Generator generator, int value)
    {
        instrumentGlobal.Add((generator, value));
        return this;
    }

    public TestFont OnPreset(Generator generator, int value)
    {
        presetGlobal.Add((generator, value));
        return this;
    }

    public TestFont Zone(params (Generator, int)[] generators)
    {
        instrumentZones.Add(generators);
        return this;
    }

    public TestFont PresetZone(params (Generator, int)[] generators)
    {
        presetZones.Add(generators);
        return this;
    }

    public TestFont Wire(int source, Generator destination, int amount, int amountSource = 0, int transform = 0)
    {
        instrumentModulators.Add((source, (int)destination, amount, amountSource, transform));
        return this;
    }

    public TestFont WireOnPreset(int source, Generator destination, int amount, int amountSource = 0, int transform = 0)
    {
        presetModulators.Add((source, (int)destination, amount, amountSource, transform));
        return this;
    }

    public SoundFont Load() => SoundFont.Read(new MemoryStream(ToBytes()), "test.sf2");

    public byte[] ToBytes()
    {
        byte[] smpl = new byte[2 * (Frames.Length + 46)];
        for (int i = 0; i < Frames.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(smpl.AsSpan(2 * i), Frames[i]);

        (byte[] pbag, byte[] pgen, int presetBags) = Zones(presetGlobal, presetZones, Generator.Instrument, presetModulators.Count);
        (byte[] ibag, byte[] igen, int instrumentBags) = Zones(instrumentGlobal, instrumentZones, Generator.Sample, instrumentModulators.Count);
        byte[] phdr = [.. Name("Test"), .. Short(Program), .. Short(Bank), .. Short(0), .. new byte[12],
            .. Name("EOP"), .. Short(0), .. Short(0), .. Short(presetBags), .. new byte[12]];
        byte[] inst = [.. Name("Test"), .. Short(0), .. Name("EOI"), .. Short(instrumentBags)];
        byte[] shdr = [.. Name("Sine"), .. Int(0), .. Int(Frames.Length), .. Int(LoopStart), .. Int(LoopEnd), .. Int(SampleRate), RootKey, 0, .. Short(0), .. Short(1),
            .. Name("EOS"), .. new byte[26]];
        byte[] info = [.. Chunk("ifil", [2, 0, 4, 0]), .. Chunk("isng", "EMU8000\0"u8), .. Chunk("INAM", "Test font\0"u8)];
        byte[] pdta =
        [
            .. Chunk("phdr", phdr), .. Chunk("pbag", pbag), .. Chunk("pmod", Wires(presetModulators)), .. Chunk("pgen", pgen),
            .. Chunk("inst", inst), .. Chunk("ibag", ibag), .. Chunk("imod", Wires(instrumentModulators)), .. Chunk("igen", igen),
            .. Chunk("shdr", shdr),
        ];
        return Chunk("RIFF", [.. "sfbk"u8, .. List("INFO", info), .. List("sdta", Chunk("smpl", smpl)), .. List("pdta", pdta)]);
    }

    // A global zone with all modulators, then the zones, each ending in its link; a bag more marks the end.
    private static (byte[] Bags, byte[] Generators, int Count) Zones(
        List<(Generator, int)> global, List<(Generator, int)[]> zones, Generator link, int wires)
    {
        var bags = new List<byte>();
        var generators = new List<byte>();
        bool hasGlobal = global.Count > 0 || wires > 0;
        if (hasGlobal)
        {
            bags.AddRange([.. Short(0), .. Short(0)]);
            Write(generators, global);
        }

        foreach ((Generator, int)[] zone in zones.Count > 0 ? zones : [[]])
        {
            bags.AddRange([.. Short(generators.Count / 4), .. Short(wires)]);
            Write(generators, [.. zone, (link, 0)]);
        }

        int count = bags.Count / 4;
        bags.AddRange([.. Short(generators.Count / 4), .. Short(wires)]);
        generators.AddRange(new byte[4]);
        return ([.. bags], [.. generators], count);
    }

    private static void Write(List<byte> bytes, IEnumerable<(Generator Generator, int Value)> generators)
    {
        foreach ((Generator generator, int value) in generators) bytes.AddRange([.. Short((int)generator), .. Short(value)]);
    }

    private static byte[] Wires(List<(int Source, int Destination, int Amount, int AmountSource, int Transform)> wires) =>
        [.. wires.SelectMany(w => (byte[])[.. Short(w.Source), .. Short(w.Destination), .. Short(w.Amount), .. Short(w.AmountSource), .. Short(w.Transform)]), .. new byte[10]];

    private static byte[] Name(string name) => [.. Encoding.ASCII.GetBytes(name.PadRight(20, '\0'))];
    private static byte[] Short(int value) => [(byte)value, (byte)(value >> 8)];
    private static byte[] Int(int value) => [.. Short(value), .. Short(value >> 16)];
    private static byte[] List(string kind, byte[] content) => Chunk("LIST", [.. Encoding.ASCII.GetBytes(kind), .. content]);

    private static byte[] Chunk(string id, ReadOnlySpan<byte> content) =>
        [.. Encoding.ASCII.GetBytes(id), .. Int(content.Length), .. content, .. new byte[content.Length & 1]];
}
