using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>The takes of a folder.</summary>
/// <remarks>Any thread.</remarks>
/// <param name="folder">It need not be there.</param>
/// <param name="playing">The file of the take that is being played, with or without its folder; null: none is.</param>
internal sealed class TakeShelf(string folder, Func<string?> playing) : IUndoes
{
    private const string Ending = ".take", MidiEnding = ".mid";

    private readonly ConcurrentDictionary<string, (long Length, DateTime Time, ShelvedTake Take)> read = new();
    private readonly Trash trash = new(folder);
    private readonly Lock door = new();

    /// <summary>Newest first. A file is read again only when it has changed.</summary>
    public IReadOnlyList<ShelvedTake> List()
    {
        if (!Directory.Exists(folder)) return [];

        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*" + Ending);
        foreach (string gone in read.Keys.Except(files.Select(file => file.Name))) read.TryRemove(gone, out _);
        return [.. files.Select(Shelved).OrderByDescending(MomentOf).ThenByDescending(take => take.Name, StringComparer.Ordinal)];
    }

    /// <summary>A take's name, from its name or its file's.</summary>
    /// <exception cref="RefusedException">It cannot be one.</exception>
    public static string NameOf(string name) => ShelfName.Checked(name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name);

    /// <summary>The file of a take.</summary>
    /// <exception cref="RefusedException">There is none of that name.</exception>
    public string PathOf(string name)
    {
        string path = FileOf(NameOf(name));
        return File.Exists(path) ? ShelfName.Inside(path) : throw Missing(name);
    }

    public bool IsPlaying(string name) => Path.GetFileName(playing()) == NameOf(name) + Ending;

    /// <summary>Calls a take, and its MIDI file, by another name.</summary>
    /// <exception cref="LivePerformerException">There is no such take, it plays, or the name is taken.</exception>
    public ShelvedTake Rename(string name, string to)
    {
        string target = FileOf(NameOf(to));
        lock (door)
        {
            string path = Idle(name);
            (string midi, string midiTarget) = (Path.ChangeExtension(path, MidiEnding), Path.ChangeExtension(target, MidiEnding));
            if (path == target) return Shelved(new FileInfo(path));

            bool hasMidi = File.Exists(midi);
            if (Path.Exists(target) || Path.Exists(midiTarget)) throw Taken(to);

            Move(path, target, to);
            try
            {
                if (hasMidi) Move(ShelfName.Inside(midi), midiTarget, to);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or RefusedException)
            {
                File.Move(target, path);
                throw;
            }

            return Shelved(new FileInfo(target));
        }
    }

    /// <summary>Takes away a take and its MIDI file.</summary>
    /// <returns>By which they come back.</returns>
    /// <exception cref="LivePerformerException">There is no such take, or it plays.</exception>
    public string Delete(string name)
    {
        lock (door)
        {
            string path = Idle(name);
            return trash.Put(path, Path.ChangeExtension(path, MidiEnding));
        }
    }

    string? IUndoes.Undo(string token)
    {
        lock (door) return trash.Restore(token) is { Count: > 0 } files ? Path.GetFileNameWithoutExtension(files[0]) : null;
    }

    private string FileOf(string name) => Path.Combine(folder, name + Ending);

    private string Idle(string name)
    {
        string path = PathOf(name);
        return IsPlaying(name)
            ? throw new RefusedException(StatusCodes.Status409Conflict, $"The take '{name}' is being played. End the performance, or begin another, first.")
            : path;
    }

    private static void Move(string from, string to, string name)
    {
        try
        {
            File.Move(from, to);
        }
        catch (IOException) when (Path.Exists(to))
        {
            throw Taken(name);      // somebody else was faster
        }
    }

    private static RefusedException Missing(string name) => new(StatusCodes.Status404NotFound, $"There is no take '{name}'. See which there are: /api/takes");

    private static RefusedException Taken(string name) => new(StatusCodes.Status409Conflict, $"There is a take or a MIDI file '{name}' already. Choose another name.");

    private ShelvedTake Shelved(FileInfo file)
    {
        (long length, DateTime time) = (file.Length, file.LastWriteTimeUtc);
        if (!read.TryGetValue(file.Name, out var known) || (known.Length, known.Time) != (length, time))
            read[file.Name] = known = (length, time, Read(file, length));

        bool isPlaying = IsPlayingFile(file.Name);
        return known.Take with { Playing = isPlaying, Fault = isPlaying && !known.Take.Broken ? null : known.Take.Fault };
    }

    private bool IsPlayingFile(string file) => Path.GetFileName(playing()) == file;

    private static ShelvedTake Read(FileInfo file, long length)
    {
        string name = Path.GetFileNameWithoutExtension(file.Name);
        try
        {
            ShelfName.Inside(file.FullName);
            TakeSummary take = RecordedTake.Skim(file.FullName);
            return new(
                name, take.Header.Begun, take.Length.TotalSeconds, PresetOf(take.Header), take.Header.Models.Count > 0 ? take.Header.Models[0].Name : "", take.HumanNotes, take.AiNotes, length,
                Playing: false, Broken: false, take.Missing.Length > 0 ? take.Missing : null, TakePart.Of(take.Remarks, take.Length));
        }
        catch (LivePerformerException fault)
        {
            return new(name, file.LastWriteTime.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture), 0, "", "", 0, 0, length, Playing: false, Broken: true, fault.Message, []);
        }
    }

    private static string PresetOf(TakeHeader header) =>
        header.Preset.ValueKind == JsonValueKind.Object && header.Preset.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";

    private static DateTimeOffset MomentOf(ShelvedTake take) =>
        DateTimeOffset.TryParse(take.Begun, CultureInfo.InvariantCulture, out DateTimeOffset moment) ? moment : DateTimeOffset.MinValue;
}
