using System.Text;
using LivePerformer.Core;
using LivePerformer.Engine;

namespace LivePerformer.Host;

/// <summary>The file that keeps what is bound to what, from one evening to the next.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="IsNamed">The user named it; else it is the usual one, which need not be there.</param>
internal sealed record ControlsPlace(string Path, bool IsNamed)
{
    /// <exception cref="LivePerformerException">Nobody says where the user's files lie.</exception>
    public static ControlsPlace Of(string? named) => named is null ? new(Usual(), false) : new(System.IO.Path.GetFullPath(named), true);

    /// <summary>What is bound; nothing, where the usual file is not there.</summary>
    /// <exception cref="LivePerformerException">The file is broken; or it was named, and is absent.</exception>
    public IReadOnlyList<Binding> Load()
    {
        if (File.Exists(Path) || Directory.Exists(Path)) return BindingsFile.Read(Path);
        if (!IsNamed) return [];

        throw new ControlsException($"There are no controls '{Path}'. Make them: LivePerformer controls set next \"pedal 67\" --controls {Path}");
    }

    /// <summary>What is bound, to add to it: nothing, where no file is there.</summary>
    /// <exception cref="LivePerformerException">The file is broken.</exception>
    public IReadOnlyList<Binding> LoadOrBegin() => File.Exists(Path) || Directory.Exists(Path) ? BindingsFile.Read(Path) : [];

    /// <summary>Writes the file whole, or leaves the older one as it was.</summary>
    /// <exception cref="LivePerformerException">It cannot be written.</exception>
    public void Save(IReadOnlyList<Binding> bindings)
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder && !IsNamed) Directory.CreateDirectory(folder);
            // one that lies elsewhere and is only linked stays a link
            string path = File.Exists(Path) ? File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path : Path;
            OutputFile.Replace(path, stream =>
            {
                stream.Write(Encoding.UTF8.GetBytes(BindingsFile.Write(bindings)));
                ((FileStream)stream).Flush(flushToDisk: true);
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(Path, error);
        }
    }

    /// <summary>The same while music plays, which a fault does not stop.</summary>
    /// <returns>The fault in one line, if there was one.</returns>
    public string? TrySave(IReadOnlyList<Binding> bindings)
    {
        try
        {
            Save(bindings);
            return null;
        }
        catch (LivePerformerException fault)
        {
            return fault.Message;
        }
    }

    private static string Usual() => System.IO.Path.Combine(
        UserFolder.Find() ?? throw new LivePerformerException($"{UserFolder.NobodySays}, or name a file with --controls."), "controls.json");
}
