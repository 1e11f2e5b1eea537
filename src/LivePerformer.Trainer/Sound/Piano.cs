using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;
using LivePerformer.Synth;

namespace LivePerformer.Trainer;

/// <summary>A piano to render performances with: a preset of a SoundFont, or a folder of recordings.</summary>
internal sealed class Piano
{
    private Piano(string name, string licence, string fingerprint, SoundFont font, int bank, int program)
    {
        Name = name;
        Licence = licence;
        Fingerprint = fingerprint;
        Font = font;
        Bank = bank;
        Program = program;
    }

    public string Name { get; }

    public string Licence { get; }

    /// <summary>Another one for other files.</summary>
    public string Fingerprint { get; }

    public SoundFont Font { get; }

    public int Bank { get; }

    public int Program { get; }

    /// <summary>This piano with another sound: the first preset of a font.</summary>
    public Piano With(SoundFont font) => new(Name, Licence, Fingerprint, font, 0, 0);

    /// <summary>Loads pianos in their order; of several presets of one file the recordings are loaded once.</summary>
    /// <param name="pianos">PATH of a folder or a .sf2 file, or PATH#PRESET, the preset by its name or as BANK:PROGRAM.</param>
    /// <exception cref="LivePerformerException">There is no such piano.</exception>
    public static Piano[] Load(IEnumerable<string> pianos)
    {
        var fonts = new Dictionary<string, SoundFont>();
        return [.. pianos.Select(piano => Load(piano, fonts))];
    }

    private static Piano Load(string piano, Dictionary<string, SoundFont> fonts)
    {
        (string path, string? preset) = Path.Exists(piano) || piano.LastIndexOf('#') is not (> 0 and var mark)
            ? (piano, null) : (piano[..mark], piano[(mark + 1)..]);
        if (!Path.Exists(path))
            throw new LivePerformerException($"There is no piano '{path}'. Name a .sf2 file, FILE#PRESET, or a folder with recordings of a piano's keys.");

        bool isFolder = Directory.Exists(path);
        string full = Path.GetFullPath(path);
        if (!fonts.TryGetValue(full, out SoundFont? font)) fonts[full] = font = isFolder ? SampledPiano.Load(path) : SoundFont.Load(path);
        Preset found = preset is null ? font.Find(0, 0) : Find(font, preset) ?? throw NoPreset(path, preset, font);
        string stem = isFolder ? new DirectoryInfo(full).Name : Path.GetFileNameWithoutExtension(path);
        return new(preset is null ? stem : $"{stem} {found.Name}", Trainer.Licence.Of(isFolder ? full : Path.GetDirectoryName(full)!),
            FingerprintOf(isFolder ? SampledPiano.Samples(full).Select(sample => sample.Path) : [full], found), font, found.Bank, found.Program);
    }

    private static Preset? Find(SoundFont font, string preset)
    {
        string[] numbers = preset.Split(':');
        bool isNumber = int.TryParse(numbers[0], CultureInfo.InvariantCulture, out int bank) & int.TryParse(numbers[^1], CultureInfo.InvariantCulture, out int program) && numbers.Length == 2;
        foreach (Preset one in font.Presets)
        {
            if (isNumber ? one.Bank == bank && one.Program == program : one.Name.Equals(preset, StringComparison.OrdinalIgnoreCase)) return one;
        }

        return null;
    }

    private static LivePerformerException NoPreset(string path, string preset, SoundFont font)
    {
        var pianos = new List<string>();
        foreach (Preset one in font.Presets)
        {
            if (one.Bank < 128 && one.Program < 8) pianos.Add($"{one.Name} ({one.Bank}:{one.Program})");
        }

        return new($"'{path}' has no preset '{preset}'. Its pianos are {string.Join(", ", pianos)}.");
    }

    // Names, sizes and times, as for the sources of token shards.
    private static string FingerprintOf(IEnumerable<string> files, Preset preset)
    {
        var text = new StringBuilder($"{preset.Bank}:{preset.Program}");
        foreach (FileInfo file in files.Select(file => new FileInfo(file))) text.Append($"\n{file.Name}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
