using System.Buffers.Binary;

namespace LivePerformer.Synth;

/// <summary>Reads the zones of presets or instruments out of their bags, generators and modulators.</summary>
internal sealed class ZoneReader(Table table, string name)
{
    /// <summary>Presets or instruments, each with its zones; the last record only marks the end.</summary>
    public Zone[][] Read(ReadOnlySpan<byte> records, int recordBytes, int bagOffset, string bagId, string genId, string modId, Generator last)
    {
        ReadOnlySpan<byte> bags = table(bagId, 4), generators = table(genId, 4), modulators = table(modId, 10);
        int count = (bags.Length / 4) - 1;
        int owners = (records.Length / recordBytes) - 1;
        var result = new Zone[owners][];
        for (int i = 0; i < owners; i++)
        {
            int from = BinaryPrimitives.ReadUInt16LittleEndian(records[((i * recordBytes) + bagOffset)..]);
            int to = BinaryPrimitives.ReadUInt16LittleEndian(records[(((i + 1) * recordBytes) + bagOffset)..]);
            if (from > to || to > count) throw Fault($"its chunk '{bagId}' is used out of order (record {i})");
            result[i] = Zones(from, to, bags, generators, modulators, bagId, last);
        }

        return result;
    }

    private Zone[] Zones(
        int from, int to, ReadOnlySpan<byte> bags, ReadOnlySpan<byte> generators, ReadOnlySpan<byte> modulators, string bagId, Generator last)
    {
        int generatorCount = generators.Length / 4;
        int modulatorCount = modulators.Length / 10;
        var zones = new Zone[to - from];
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<byte> bag = bags.Slice(i * 4, 8);
            int generator = BinaryPrimitives.ReadUInt16LittleEndian(bag);
            int modulator = BinaryPrimitives.ReadUInt16LittleEndian(bag[2..]);
            int generatorEnd = BinaryPrimitives.ReadUInt16LittleEndian(bag[4..]);
            int modulatorEnd = BinaryPrimitives.ReadUInt16LittleEndian(bag[6..]);
            if (generator > generatorEnd || generatorEnd > generatorCount || modulator > modulatorEnd || modulatorEnd > modulatorCount)
                throw Fault($"its chunk '{bagId}' points outside of the tables (zone {i})");

            Zone zone = zones[i - from] = new Zone();
            ReadGenerators(zone, generators.Slice(generator * 4, (generatorEnd - generator) * 4), last);
            ReadModulators(zone, modulators.Slice(modulator * 10, (modulatorEnd - modulator) * 10));
        }

        return zones;
    }

    private static void ReadGenerators(Zone zone, ReadOnlySpan<byte> records, Generator last)
    {
        for (; records.Length > 0; records = records[4..])
        {
            int number = BinaryPrimitives.ReadUInt16LittleEndian(records);
            if (number >= (int)Generator.Pitch) continue;   // unknown generators are to be ignored

            zone.Generators[(Generator)number] = BinaryPrimitives.ReadInt16LittleEndian(records[2..]);
            if (number == (int)last) return;                // and so is what follows the link
        }
    }

    private static void ReadModulators(Zone zone, ReadOnlySpan<byte> records)
    {
        for (; records.Length > 0; records = records[10..])
        {
            ushort source = BinaryPrimitives.ReadUInt16LittleEndian(records);
            ushort destination = BinaryPrimitives.ReadUInt16LittleEndian(records[2..]);
            short amount = BinaryPrimitives.ReadInt16LittleEndian(records[4..]);
            ushort amountSource = BinaryPrimitives.ReadUInt16LittleEndian(records[6..]);
            ushort transform = BinaryPrimitives.ReadUInt16LittleEndian(records[8..]);

            // A destination with the top bit set is another modulator; no player we know follows such chains.
            bool known = destination < GeneratorSet.Count && transform is 0 or 2
                && ModulatorSource.IsKnown(source) && ModulatorSource.IsKnown(amountSource);
            if (known)
                Modulator.WriteOver(zone.Modulators, new(source, (Generator)destination, amount, amountSource, transform == 2));
        }
    }

    private SoundFontException Fault(string reason) => new(name, reason, SoundFontException.OtherFile);
}
