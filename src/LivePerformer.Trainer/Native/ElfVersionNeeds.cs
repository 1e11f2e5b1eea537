using System.Buffers.Binary;
using System.Text;

namespace LivePerformer.Trainer;

/// <summary>The list of symbol versions that a Linux shared library asks of others, and the power to make one optional.</summary>
/// <remarks>Layout: System V ABI (ELF64, little endian) and the GNU section <c>.gnu.version_r</c>, as in the Linux Standard Base.</remarks>
public static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6FFFFFFE;   // SHT_GNU_verneed
    private const ushort Weak = 2;                        // VER_FLG_WEAK: the loader goes on when nobody offers the version

    /// <summary>Every version the library asks for, with its weak flag.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF file.</exception>
    public static IReadOnlyList<(string Version, bool IsWeak)> Read(ReadOnlySpan<byte> elf)
    {
        var needs = new List<(string, bool)>();
        foreach ((string version, int flags) in Entries(elf))
            needs.Add((version, (BinaryPrimitives.ReadUInt16LittleEndian(elf[flags..]) & Weak) != 0));
        return needs;
    }

    /// <summary>Sets or clears the weak flag of one version, in place; false when the library does not ask for it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF file.</exception>
    public static bool SetWeak(Span<byte> elf, string version, bool weak)
    {
        bool found = false;
        foreach ((string name, int at) in Entries(elf))
        {
            if (name != version) continue;

            Span<byte> flags = elf[at..];
            int others = BinaryPrimitives.ReadUInt16LittleEndian(flags) & ~Weak;
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(weak ? others | Weak : others));
            found = true;
        }
        return found;
    }

    /// <summary>Names and the byte position of their flags.</summary>
    private static List<(string Version, int FlagsAt)> Entries(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\x7F"u8 + "ELF"u8 + "\x02\x01"u8))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");

        try
        {
            var entries = new List<(string, int)>();
            int sections = (int)U64(elf, 0x28), sectionSize = U16(elf, 0x3A), sectionCount = U16(elf, 0x3C);
            for (int i = 0; i < sectionCount; i++)
            {
                int section = sections + (i * sectionSize);
                if (U32(elf, section + 4) != VersionNeedSection) continue;

                int strings = (int)U64(elf, sections + ((int)U32(elf, section + 0x28) * sectionSize) + 0x18);
                int need = (int)U64(elf, section + 0x18);
                for (uint files = U32(elf, section + 0x2C); files > 0; files--)
                {
                    int aux = need + (int)U32(elf, need + 8);
                    for (int count = U16(elf, need + 2); count > 0; count--)
                    {
                        entries.Add((Text(elf, strings + (int)U32(elf, aux + 8)), aux + 4));
                        aux += (int)U32(elf, aux + 12);
                    }
                    need += (int)U32(elf, need + 12);
                }
            }
            return entries;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("the ELF file is cut short", e);
        }
    }

    private static ushort U16(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt16LittleEndian(b[at..]);
    private static uint U32(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt32LittleEndian(b[at..]);
    private static ulong U64(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt64LittleEndian(b[at..]);

    private static string Text(ReadOnlySpan<byte> b, int at)
    {
        ReadOnlySpan<byte> rest = b[at..];
        return Encoding.ASCII.GetString(rest[..Math.Max(0, rest.IndexOf((byte)0))]);
    }
}
