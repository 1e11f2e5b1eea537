using System.Buffers.Binary;

namespace LivePerformer.Synth;

/// <summary>Turns the nine tables of a SoundFont into presets whose regions need no further looking up.</summary>
/// <param name="sampleCount">How many frames the font's samples have.</param>
internal sealed class PresetBuilder(Table table, int sampleCount, string name)
{
    // A lying file could cross 65,000 preset zones with 65,000 instrument zones. The largest fonts need some 20,000.
    private const int MostCrossings = 200_000;

    private readonly short[] added = new short[GeneratorSet.Count];
    private readonly ZoneReader zones = new(table, name);
    private int crossings;

    public Preset[] Build()
    {
        ReadOnlySpan<byte> phdr = table("phdr", 38);
        Zone[][] instruments = zones.Read(table("inst", 22), 22, 20, "ibag", "igen", "imod", Generator.Sample);
        Zone[][] presetZones = zones.Read(phdr, 38, 24, "pbag", "pgen", "pmod", Generator.Instrument);
        SampleHeader?[] headers = Headers();

        var presets = new List<Preset>(presetZones.Length);
        for (int i = 0; i < presetZones.Length; i++)
        {
            ReadOnlySpan<byte> record = phdr.Slice(i * 38, 38);
            int program = BinaryPrimitives.ReadUInt16LittleEndian(record[20..]);
            int bank = BinaryPrimitives.ReadUInt16LittleEndian(record[22..]);
            Region[] regions = Regions(presetZones[i], instruments, headers);
            if (program < 128 && regions.Length > 0)
                presets.Add(new Preset(SoundFontReader.Text(record[..20]), bank, program, regions));
        }

        return presets.Count > 0 ? [.. presets] : throw Fault("it has no preset that sounds");
    }

    private Region[] Regions(Zone[] presetZones, Zone[][] instruments, SampleHeader?[] headers)
    {
        var regions = new List<Region>();
        (Zone? presetGlobal, int first) = Global(presetZones, Generator.Instrument);
        foreach (Zone preset in presetZones.AsSpan(first))
        {
            if (!preset.Generators.Names(Generator.Instrument)) continue;

            int number = (ushort)preset.Generators[Generator.Instrument];
            if (number >= instruments.Length) throw Fault($"a preset asks for instrument {number} of {instruments.Length}");

            (Zone? global, int start) = Global(instruments[number], Generator.Sample);
            foreach (Zone zone in instruments[number].AsSpan(start))
            {
                if (++crossings > MostCrossings) throw Fault("its presets have too many zones", "Choose a smaller font.");
                if (Cross(presetGlobal, preset, global, zone, headers) is { } region) regions.Add(region);
            }
        }

        return [.. regions];
    }

    private Region? Cross(Zone? presetGlobal, Zone preset, Zone? global, Zone zone, SampleHeader?[] headers)
    {
        if (!zone.Generators.Names(Generator.Sample)) return null;

        int number = (ushort)zone.Generators[Generator.Sample];
        if (number >= headers.Length) throw Fault($"an instrument asks for sample {number} of {headers.Length}");
        if (headers[number] is not { } sample) return null;

        var keys = Both(Range(presetGlobal, preset, Generator.KeyRange), Range(global, zone, Generator.KeyRange));
        var velocities = Both(Range(presetGlobal, preset, Generator.VelocityRange), Range(global, zone, Generator.VelocityRange));
        if (keys.Low > keys.High || velocities.Low > velocities.High) return null;

        Array.Clear(added);
        presetGlobal?.Generators.WriteOver(added);
        preset.Generators.WriteOver(added);

        short[] generators = GeneratorSet.Defaults();
        global?.Generators.WriteOver(generators);
        zone.Generators.WriteOver(generators);
        GeneratorSet.Add(added, generators);
        return new Region(keys, velocities, sample, generators, Modulators(presetGlobal, preset, global, zone));
    }

    private static Modulator[] Modulators(Zone? presetGlobal, Zone preset, Zone? global, Zone zone)
    {
        bool own = zone.Modulators.Count + preset.Modulators.Count
            + (global?.Modulators.Count ?? 0) + (presetGlobal?.Modulators.Count ?? 0) > 0;
        if (!own) return Modulator.Defaults;

        List<Modulator> wires = [.. Modulator.Defaults];
        foreach (Modulator wire in global?.Modulators ?? []) Modulator.WriteOver(wires, wire);
        foreach (Modulator wire in zone.Modulators) Modulator.WriteOver(wires, wire);

        List<Modulator> added = [.. presetGlobal?.Modulators ?? []];
        foreach (Modulator wire in preset.Modulators) Modulator.WriteOver(added, wire);
        foreach (Modulator wire in added) Modulator.Add(wires, wire);
        return [.. wires];
    }

    // The first zone is global when it does not end in an instrument or sample (SoundFont 2.04, section 7.3).
    private static (Zone? Global, int First) Global(Zone[] zones, Generator last) =>
        zones.Length > 0 && !zones[0].Generators.Names(last) ? (zones[0], 1) : (null, 0);

    private static (byte Low, byte High) Range(Zone? global, Zone zone, Generator range)
    {
        Zone from = global is not null && !zone.Generators.Names(range) ? global : zone;
        return range == Generator.KeyRange ? from.Keys : from.Velocities;
    }

    private static (byte Low, byte High) Both((byte Low, byte High) a, (byte Low, byte High) b) =>
        (Math.Max(a.Low, b.Low), Math.Min(a.High, b.High));

    private SampleHeader?[] Headers()
    {
        ReadOnlySpan<byte> shdr = table("shdr", 46);
        var headers = new SampleHeader?[(shdr.Length / 46) - 1];
        for (int i = 0; i < headers.Length; i++) headers[i] = Header(shdr.Slice(i * 46, 46), i);
        return headers;
    }

    /// <summary>Null where the recording lies in the ROM of a sound card, or is only a placeholder.</summary>
    private SampleHeader? Header(ReadOnlySpan<byte> record, int number)
    {
        const ushort rom = 0x8000;
        if ((BinaryPrimitives.ReadUInt16LittleEndian(record[44..]) & rom) != 0) return null;

        uint start = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
        uint end = BinaryPrimitives.ReadUInt32LittleEndian(record[24..]);
        uint loopStart = BinaryPrimitives.ReadUInt32LittleEndian(record[28..]);
        uint loopEnd = BinaryPrimitives.ReadUInt32LittleEndian(record[32..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(record[36..]);
        if (start == end) return null;
        if (start > end || end > sampleCount) throw Fault($"sample {number} lies outside of its samples");
        if (rate is < 400 or > 768_000) throw Fault($"sample {number} has a rate of {rate} Hz");

        byte root = record[40] <= 127 ? record[40] : (byte)60;      // 255 marks a sound without pitch
        return new SampleHeader(
            SoundFontReader.Text(record[..20]), (int)start, (int)end,
            (int)Math.Clamp(loopStart, start, end), (int)Math.Clamp(loopEnd, start, end), (int)rate, root, (sbyte)record[41]);
    }

    private SoundFontException Fault(string reason, string remedy = SoundFontException.OtherFile) => new(name, reason, remedy);
}
