using System.Buffers.Binary;
using System.Text;
using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>Writes recordings as a SoundFont 2 file with one preset, bank 0, program 0.</summary>
/// <remarks>After SoundFont 2.04, sections 5 to 7.</remarks>
internal static class SoundFontWriter
{
    private const int SilenceBehind = 46;   // frames after each recording (section 6.1)

    /// <param name="stream">Must be able to seek: lengths are filled in afterwards.</param>
    /// <param name="zones">At least one; in all less than 2 GB of frames.</param>
    public static void Write(Stream stream, string name, IReadOnlyList<FontZone> zones)
    {
        using var writer = new BinaryWriter(stream, Encoding.Latin1, leaveOpen: true);
        Chunk(writer, "RIFF", () =>
        {
            Letters(writer, "sfbk");
            List(writer, "INFO", () =>
            {
                Chunk(writer, "ifil", () => Shorts(writer, 2, 4));
                Chunk(writer, "isng", () => Letters(writer, "EMU8000\0"));
                Chunk(writer, "INAM", () => Letters(writer, name + (name.Length % 2 == 0 ? "\0\0" : "\0")));
            });
            List(writer, "sdta", () => Chunk(writer, "smpl", () =>
            {
                foreach (FontZone zone in zones) Frames(writer, zone.Frames);
            }));
            List(writer, "pdta", () => Tables(writer, name, zones));
        });
    }

    private static void Tables(BinaryWriter writer, string name, IReadOnlyList<FontZone> zones)
    {
        const int modulatorBytes = 10, generatorBytes = 4, absolute = 2;
        Chunk(writer, "phdr", () =>
        {
            Preset(name, 0);
            Preset("EOP", 1);
        });
        Chunk(writer, "pbag", () => Shorts(writer, 0, 0, 1, 0));
        Chunk(writer, "pmod", () => writer.Write(new byte[modulatorBytes]));
        Chunk(writer, "pgen", () =>
        {
            Shorts(writer, (int)Generator.Instrument, 0);
            writer.Write(new byte[generatorBytes]);
        });
        Chunk(writer, "inst", () =>
        {
            Name(writer, name);
            Shorts(writer, 0);
            Name(writer, "EOI");
            Shorts(writer, zones.Count);
        });
        Chunk(writer, "ibag", () =>
        {
            int at = 0, wire = 0;
            foreach (FontZone zone in zones)
            {
                Shorts(writer, at, wire);
                at += zone.Generators.Count + 3;
                wire += zone.Modulators.Count;
            }

            Shorts(writer, at, wire);
        });
        Chunk(writer, "imod", () =>
        {
            foreach (Modulator wire in zones.SelectMany(zone => zone.Modulators))
                Shorts(writer, wire.Source, (int)wire.Destination, wire.Amount, wire.AmountSource, wire.IsAbsolute ? absolute : 0);
            writer.Write(new byte[modulatorBytes]);
        });
        Chunk(writer, "igen", () =>
        {
            for (int i = 0; i < zones.Count; i++)
            {
                // The ranges come first, the sample last (section 8.1.2).
                Shorts(writer, (int)Generator.KeyRange, zones[i].Keys.Low | (zones[i].Keys.High << 8));
                Shorts(writer, (int)Generator.VelocityRange, zones[i].Velocities.Low | (zones[i].Velocities.High << 8));
                foreach ((Generator generator, short value) in zones[i].Generators) Shorts(writer, (int)generator, value);
                Shorts(writer, (int)Generator.Sample, i);
            }

            writer.Write(new byte[generatorBytes]);
        });
        Chunk(writer, "shdr", () =>
        {
            const int mono = 1;
            int start = 0;
            foreach (FontZone zone in zones)
            {
                int end = start + zone.Frames.Length;
                Name(writer, zone.Name);
                foreach (int number in new[] { start, end, start, end, zone.SampleRate }) writer.Write(number);
                writer.Write(zone.RootKey);
                writer.Write((byte)0);      // cents
                Shorts(writer, 0, mono);
                start = end + SilenceBehind;
            }

            Name(writer, "EOS");
            writer.Write(new byte[26]);
        });

        void Preset(string title, int firstBag)
        {
            Name(writer, title);
            Shorts(writer, 0, 0, firstBag);
            writer.Write(new byte[12]);
        }
    }

    private static void Frames(BinaryWriter writer, float[] frames)
    {
        byte[] bytes = new byte[2 * (frames.Length + SilenceBehind)];
        for (int i = 0; i < frames.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)Math.Clamp(MathF.Round(frames[i] * 32_767), short.MinValue, short.MaxValue));
        writer.Write(bytes);
    }

    private static void List(BinaryWriter writer, string kind, Action content) => Chunk(writer, "LIST", () =>
    {
        Letters(writer, kind);
        content();
    });

    private static void Chunk(BinaryWriter writer, string id, Action content)
    {
        Letters(writer, id);
        writer.Write(0);
        long start = writer.BaseStream.Position;
        content();
        long end = writer.BaseStream.Position;
        writer.BaseStream.Position = start - 4;
        writer.Write(checked((uint)(end - start)));
        writer.BaseStream.Position = end;
        if ((end - start) % 2 != 0) writer.Write((byte)0);
    }

    private static void Letters(BinaryWriter writer, string letters) => writer.Write(Encoding.ASCII.GetBytes(letters));

    private static void Name(BinaryWriter writer, string name)
    {
        byte[] field = new byte[20];
        Encoding.ASCII.GetBytes(name.Length > 19 ? name[..19] : name).CopyTo(field, 0);
        writer.Write(field);
    }

    private static void Shorts(BinaryWriter writer, params ReadOnlySpan<int> values)
    {
        foreach (int value in values) writer.Write((ushort)value);
    }
}
