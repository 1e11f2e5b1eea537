using System.Text;
using LivePerformer.Core;
using LivePerformer.Engine;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>The presets: those that were shipped, and before them the user's own, which can be changed.</summary>
/// <remarks>Any thread.</remarks>
/// <param name="shipped">Their folder, in which nothing is changed.</param>
/// <param name="own">The user's folder, made when something is saved; null: nobody says where it lies.</param>
internal sealed class PresetShelf(string shipped, string? own) : IUndoes
{
    private static readonly string[] OtherFiles = [".schema", ".setlist", ".json"];

    private readonly Lock door = new();
    private readonly Trash? trash = own is null ? null : new Trash(own);

    /// <exception cref="RefusedException">It cannot be the name of a preset.</exception>
    public static string CheckedName(string name) =>
        OtherFiles.Any(ending => ShelfName.Checked(name).EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? throw new RefusedException(StatusCodes.Status400BadRequest, $"'{name}' cannot be a preset's name: its file would be taken for another one. Choose another name.")
            : name;

    public static PresetShelf Of(Installation home) => new(home.Presets, home.OwnPresets);

    private IReadOnlyList<string> Folders => own is null ? [shipped] : [own, shipped];

    /// <summary>By name; one that cannot be read comes with its fault.</summary>
    public IReadOnlyList<ShelvedPreset> List() => [.. PresetFile.List(Folders).Select(Shelved)];

    /// <exception cref="RefusedException">There is none of that name, or it is broken.</exception>
    public Preset Find(string name)
    {
        var (path, preset, fault) = Look(name);
        ShelfName.Inside(path);
        return preset ?? throw new RefusedException(StatusCodes.Status409Conflict, $"{fault} To get rid of it, delete it.");
    }

    /// <summary>Saves the text of a preset in the user's folder, in the place of the one of that name there.</summary>
    /// <exception cref="LivePerformerException">It is no preset, is called otherwise, or cannot be written.</exception>
    public ShelvedPreset Save(string name, string json)
    {
        CheckedName(name);
        Preset preset = PresetFile.Parse(json, name);
        if (preset.Name != name)
            throw new RefusedException(StatusCodes.Status400BadRequest, $"The preset calls itself '{preset.Name}', but is to be saved as '{name}'. Let \"name\" be '{name}', or save it as '{preset.Name}'.");

        lock (door) return Write(preset, json);
    }

    /// <exception cref="LivePerformerException">There is no such preset, one of the new name is there already, or it cannot be written.</exception>
    public ShelvedPreset Copy(string name, string to)
    {
        CheckedName(to);
        lock (door)
        {
            Preset copy = Find(name) with { Name = to };
            if (PresetFile.List(Folders).Any(one => PresetFile.NameOf(one.Path, one.Preset) == to))
                throw new RefusedException(StatusCodes.Status409Conflict, $"There is a preset '{to}' already. Choose another name.");
            return Write(copy, PresetFile.Write(copy));
        }
    }

    /// <summary>Takes away one of the user's own; a shipped one of its name comes to light again.</summary>
    /// <returns>By which it comes back.</returns>
    /// <exception cref="LivePerformerException">There is none, or it was shipped.</exception>
    public string Delete(string name)
    {
        lock (door)
        {
            string path = ShelfName.Inside(Look(name).Path);
            return trash is not null && IsOwn(path)
                ? trash.Put(path)
                : throw new RefusedException(StatusCodes.Status409Conflict, $"The preset '{name}' was shipped and stays. To have another one in its place, save yours under its name.");
        }
    }

    /// <summary>Takes a preset that another program wrote among the shipped ones into the user's folder.</summary>
    /// <exception cref="LivePerformerException">It is not there, or cannot be written.</exception>
    public void Adopt(string name)
    {
        if (own is null) return;

        lock (door)
        {
            string path = Look(name).Path;
            if (IsOwn(path)) return;

            Write(PresetFile.Read(path), File.ReadAllText(path));
            File.Delete(path);
        }
    }

    string? IUndoes.Undo(string token)
    {
        lock (door) return trash?.Restore(token) is { Count: > 0 } files ? Path.GetFileNameWithoutExtension(files[0]) : null;
    }

    private ShelvedPreset Write(Preset preset, string json)
    {
        if (own is null) throw new RefusedException(StatusCodes.Status409Conflict, $"{UserFolder.NobodySays}.");

        string path = PathOf(preset.Name);
        Directory.CreateDirectory(own);
        OutputFile.Replace(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(json.TrimEnd() + "\n"));
            ((FileStream)stream).Flush(flushToDisk: true);
        });
        return Shelved((path, preset, null));
    }

    /// <summary>The user's file that holds it, whatever it is called, or the one to be made.</summary>
    private string PathOf(string name)
    {
        var mine = PresetFile.List(own!);
        if (mine.FirstOrDefault(one => PresetFile.NameOf(one.Path, one.Preset) == name).Path is { } there) return ShelfName.Inside(there);

        string path = Path.Combine(own!, name + ".json");
        return !Path.Exists(path)
            ? ShelfName.Inside(path)
            : throw new RefusedException(StatusCodes.Status409Conflict, $"The file '{name}.json' holds another preset, '{mine.FirstOrDefault(one => one.Path == path).Preset?.Name ?? "?"}'. Rename the file, or choose another name.");
    }

    private (string Path, Preset? Preset, string? Fault) Look(string name)
    {
        ShelfName.Checked(name);
        var all = PresetFile.List(Folders);
        var found = all.FirstOrDefault(one => PresetFile.NameOf(one.Path, one.Preset) == name);
        return found.Path is not null
            ? found
            : throw new RefusedException(StatusCodes.Status404NotFound, $"There is no preset '{name}'. There are: {string.Join(", ", all.Select(one => PresetFile.NameOf(one.Path, one.Preset)))}.");
    }

    private bool IsOwn(string path) => own is not null && Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(own);

    private ShelvedPreset Shelved((string Path, Preset? Preset, string? Fault) one) => new(
        PresetFile.NameOf(one.Path, one.Preset), one.Preset?.Description ?? "", one.Preset?.Role.ToString().ToLowerInvariant(), one.Preset?.Model, IsOwn(one.Path), one.Fault);
}
