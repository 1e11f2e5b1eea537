using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Recordings in which no piano plays: people who talk, other instruments, a drummer, the crowd of a venue.</summary>
/// <remarks>Each is cut into equal excerpts of two minutes at most. They stand in the order of SHA-256 of "seed, line feed, recording", one
/// recording's side by side, and the first tenth of them validates: at most one recording is heard in both splits.</remarks>
internal static class OtherRecordings
{
    private const string Rules = "others/1";
    private const double MostSeconds = 120, ValidationShare = 0.1;
    private const double LowestPeak = 0.2, HighestPeak = 0.9;
    private const float Silence = 1e-3f;        // -60 dB: what is softer is not raised as high
    private const int MostLetters = 80;         // of a recording's name in that of an excerpt

    private static readonly string[] Kinds = [".flac", ".wav"];

    /// <param name="Name">The folder's and its path in there, which no other has.</param>
    private sealed record File(string Folder, string Name, string Path, int Rate, long Frames);

    private sealed record Excerpt(File File, int Number, long From, long Frames);

    /// <param name="folders">Looked through with all folders in them.</param>
    /// <exception cref="LivePerformerException">A folder is missing or has no recording, or a recording cannot be read.</exception>
    public static SoundSource Source(IReadOnlyList<string> folders, int seed)
    {
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
            throw new LivePerformerException($"The folder '{missing}' does not exist. Name a folder of recordings in which no piano plays.");

        try
        {
            string[] places = [.. folders.Select(Path.GetFullPath).Select(Path.TrimEndingDirectorySeparator).Distinct()];
            File[] files = [.. places.Index().SelectMany(place => Files(place.Item, Label(places, place.Index))).DistinctBy(file => file.Path)];
            Excerpt[] excerpts = [.. files.OrderBy(file => Lot(seed, file.Name), StringComparer.Ordinal).SelectMany(Cut)];
            int validating = (int)Math.Round(ValidationShare * excerpts.Length, MidpointRounding.AwayFromZero);
            // Training in another order than by recordings: any part of it is a good mixture.
            IEnumerable<SoundJob> jobs = [.. excerpts.Take(validating).Select(excerpt => Job(excerpt, "validation", seed)),
                .. excerpts.Skip(validating).OrderBy(excerpt => Lot(seed, $"{excerpt.File.Name}\n{excerpt.Number}"), StringComparer.Ordinal).Select(excerpt => Job(excerpt, "train", seed))];
            return new(string.Join(", ", places.Select((_, i) => Label(places, i))) + $" ({files.Length} recordings without a piano)",
                string.Join(", ", places.Select((place, i) => $"{Label(places, i)} {Licence.Of(place)}")), $"{Rules}: seed {seed}", [.. jobs]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{string.Join("', '", folders)}' cannot be read ({e.Message}). Check its permissions.", e);
        }
    }

    // The folder's name; of those of the same name, the later ones have a number.
    private static string Label(string[] places, int index)
    {
        string name = new DirectoryInfo(places[index]).Name;
        int before = places.Take(index).Count(place => new DirectoryInfo(place).Name == name);
        return before == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{before + 1}");
    }

    private static File[] Files(string folder, string label)
    {
        File[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Kinds.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
            .Select(path => Open(label, $"{label}/{Path.GetRelativePath(folder, path).Replace('\\', '/')}", path))];
        return files.Any(file => file.Frames > 0) ? files
            : throw new LivePerformerException($"'{folder}' holds no recording to learn from. Put .wav or .flac files there in which no piano plays, or name another folder.");
    }

    private static File Open(string folder, string name, string path)
    {
        using SoundFile file = SoundFile.Open(path);
        if (file.IsCutOff) throw new LivePerformerException($"'{path}' was cut off: it ends before its header says. Copy or download it again, or take it out of the folder.");

        long frames = file.Frames;
        if (frames < 0)
        {
            float[] block = new float[1 << 15];
            frames = 0;
            for (int got = file.ReadMono(block); got > 0; got = file.ReadMono(block)) frames += got;
        }

        return new(folder, name, path, file.SampleRate, frames);
    }

    private static IEnumerable<Excerpt> Cut(File file)
    {
        int parts = (int)Math.Ceiling(file.Frames / (MostSeconds * file.Rate));
        for (int i = 0; i < parts; i++)
        {
            long from = file.Frames * i / parts, to = file.Frames * (i + 1) / parts;
            yield return new(file, i, from, to - from);
        }
    }

    private static SoundJob Job(Excerpt excerpt, string split, int seed)
    {
        (File file, _, long from, long frames) = excerpt;
        var info = new FileInfo(file.Path);
        double start = (double)from / file.Rate;
        string stem = PlainName.Of(Path.GetFileNameWithoutExtension(file.Path)), hash = Hash(file.Name)[..8];
        string name = string.Create(CultureInfo.InvariantCulture, $"{stem[..Math.Min(MostLetters, stem.Length)]}_{hash}_{Math.Floor(start):0000}s");
        string madeOf = string.Join('\n', Rules, seed, file.Name, info.Length, info.LastWriteTimeUtc.Ticks, from, frames);
        return new(name, split, (double)frames / file.Rate, Hash(madeOf), stop => Make(excerpt, name, seed, stop));
    }

    private static Recording Make(Excerpt excerpt, string name, int seed, CancellationToken stop)
    {
        float[] sound = WholeSound.Read(excerpt.File.Path, excerpt.From, excerpt.Frames, stop);
        var dice = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{name}"))));
        double decibels = Math.Round(20 * Math.Log10(LowestPeak + ((HighestPeak - LowestPeak) * dice.NextDouble())), 2);
        float highest = sound.Length == 0 ? 0 : sound.Max(MathF.Abs), gain = (float)Math.Pow(10, decibels / 20) / MathF.Max(highest, Silence);
        for (int i = 0; i < sound.Length; i++) sound[i] *= gain;
        return new(sound, new([], []), new("", "", excerpt.File.Folder, 0, 0, "")
        {
            Class = SoundItem.Others, From = Math.Round((double)excerpt.From / excerpt.File.Rate, 3), PeakDecibels = highest < Silence ? null : decibels,
        });
    }

    private static string Lot(int seed, string name) => Hash($"{seed}\n{name}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
