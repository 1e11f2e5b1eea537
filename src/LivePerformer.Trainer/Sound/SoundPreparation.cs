using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Writes recordings and their notes into a folder: in parallel, and going on where an earlier run stopped.</summary>
internal sealed class SoundPreparation
{
    public const string Remedy = "Free some space or name another folder with --out.";

    private const int BytesPerSecond = 2 * SoundData.SampleRate, LabelBytesPerSecond = 400;     // some ten notes
    private const long Spare = 256L << 20;      // a full disk helps nobody
    private static readonly TimeSpan BetweenTables = TimeSpan.FromSeconds(5);

    private readonly SoundSource source;
    private readonly string folder;
    private readonly SoundItem?[] items;
    private readonly Lock gate = new();
    private long written;

    private SoundPreparation(SoundSource source, string folder)
    {
        this.source = source;
        this.folder = folder;
        items = new SoundItem?[source.Jobs.Count];
    }

    /// <param name="threads">How many recordings are made at once.</param>
    /// <param name="say">Told beforehand how much disk it takes.</param>
    /// <param name="report">Called from many threads with seconds of sound done, and in all.</param>
    /// <param name="warn">Called from many threads with one line for each recording that had to be left out.</param>
    /// <param name="free">Bytes free on the disk of a folder; null: ask the system.</param>
    /// <exception cref="LivePerformerException">The disk is too small, the folder cannot be written, or nothing can be made.</exception>
    public static SoundData Run(
        SoundSource source, string folder, int threads, Action<string>? say = null, Action<double, double>? report = null,
        Action<string>? warn = null, Func<string, long>? free = null, CancellationToken stop = default)
    {
        var preparation = new SoundPreparation(source, Path.GetFullPath(folder));
        try
        {
            Directory.CreateDirectory(folder);
            foreach (string split in source.Jobs.Select(job => job.Split).Distinct()) Directory.CreateDirectory(Path.Combine(folder, split));
            return preparation.Run(threads, say, report, warn, free ?? FreeBytes, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"Cannot write into '{folder}' ({e.Message}). {Remedy}", e);
        }
    }

    private SoundData Run(int threads, Action<string>? say, Action<double, double>? report, Action<string>? warn, Func<string, long> free, CancellationToken stop)
    {
        for (int i = 0; i < items.Length; i++) items[i] = Earlier(source.Jobs[i]);
        int[] left = [.. Enumerable.Range(0, items.Length).Where(i => items[i] is null)];
        CheckDisk(left, say, free(folder));
        WriteTable();

        double all = source.Jobs.Sum(job => job.Seconds), done = all - left.Sum(i => source.Jobs[i].Seconds);
        report?.Invoke(done, all);
        try
        {
            // In order: whoever reads along has a good mixture at any time.
            Parallel.ForEach(Partitioner.Create(left, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, i =>
                {
                    Make(i, warn, stop);
                    lock (gate)
                    {
                        done += source.Jobs[i].Seconds;
                        report?.Invoke(done, all);
                    }
                });
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions is var each && each.OfType<LivePerformerException>().FirstOrDefault() is { } fault)
        {
            throw new LivePerformerException(fault.Message, e);
        }
        finally
        {
            WriteTable();
        }

        return items.Any(item => item is not null) ? Table()
            : throw new LivePerformerException($"Nothing of {source.Name} could be used. See the lines above, and name another folder.");
    }

    private void Make(int number, Action<string>? warn, CancellationToken stop)
    {
        SoundJob job = source.Jobs[number];
        Recording recording;
        try
        {
            recording = job.Make(stop);
        }
        catch (Exception e) when (e is LivePerformerException or IOException or UnauthorizedAccessException)
        {
            warn?.Invoke($"left out: {job.Name}: {e.Message}");
            return;
        }

        SoundItem item = Write(job, recording);
        lock (gate)
        {
            items[number] = item;
            if (TimeSpan.FromMilliseconds(Environment.TickCount64 - written) > BetweenTables) WriteTable();
        }
    }

    private SoundItem Write(SoundJob job, Recording recording)
    {
        byte[] wave = MonoWave.Bytes(recording.Sound), notes = Encoding.UTF8.GetBytes(NoteLines.Of(recording.Labels.Notes));
        double[] pedals = [.. recording.Labels.Pedals.SelectMany(span => new[] { Math.Round(span.From, 6), Math.Round(span.To, 6) })];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(wave);
        hash.AppendData(notes);
        hash.AppendData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(pedals)));
        SoundItem item = recording.Facts with
        {
            Name = job.Name, Split = job.Split, Samples = recording.Sound.Length, Notes = recording.Labels.Notes.Count,
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()), Folder = folder,
        };
        File.Delete(item.FactsPath);        // what an older run knew is no longer so
        WholeFile.Write(item.WavePath, wave, Remedy);
        WholeFile.Write(item.NotesPath, notes, Remedy);
        new SoundFacts(item, job.MadeOf, pedals).Write(item.FactsPath);
        return item;
    }

    private SoundItem? Earlier(SoundJob job)
    {
        SoundItem place = new(job.Name, job.Split, "", 0, 0, "") { Folder = folder };
        return SoundFacts.Find(place.FactsPath) is { } facts && facts.MadeOf == job.MadeOf && File.Exists(place.NotesPath)
            && new FileInfo(place.WavePath) is { Exists: true } wave && wave.Length == MonoWave.BytesOf(facts.Item.Samples)
            ? facts.Item with { Folder = folder } : null;
    }

    private void CheckDisk(int[] left, Action<string>? say, long free)
    {
        double seconds = left.Sum(i => source.Jobs[i].Seconds), all = source.Jobs.Sum(job => job.Seconds);
        long needed = (long)(seconds * (BytesPerSecond + LabelBytesPerSecond));
        string amount = string.Create(CultureInfo.InvariantCulture,
            $"{source.Jobs.Count} recordings, {all / 3600:F2} h; still to be made {left.Length}, {seconds / 3600:F2} h, {needed / 1e9:F2} GB of {free / 1e9:F1} GB that are free");
        if (needed > 0 && needed + Spare > free) throw new LivePerformerException($"The disk of '{folder}' is too small: {amount}. Free some space, name another folder with --out, or prepare less.");

        say?.Invoke(amount);
    }

    private SoundData Table() => new() { Source = source.Name, Licence = source.Licence, Steps = source.Steps, Items = [.. items.OfType<SoundItem>()] };

    private void WriteTable()
    {
        lock (gate)
        {
            WholeFile.Write(Path.Combine(folder, SoundData.FileName), JsonSerializer.Serialize(Table(), TrainerJson.Options) + "\n", Remedy);
            written = Environment.TickCount64;
        }
    }

    private static long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
