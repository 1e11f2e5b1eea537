using System.Security.Cryptography;
using LivePerformer.Core;
using LivePerformer.Music;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>MIDI files that were sent for a fine-tune, for an hour.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class UploadShelf(string folder, TimeProvider time)
{
    public const int Most = 1_000;
    public const long MostBytes = 256L << 20;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (string Name, string Path, long Bytes, DateTimeOffset At)> files = [];
    private readonly Lock door = new();

    /// <param name="name">What the user calls it.</param>
    /// <returns>By which it is named from now on.</returns>
    /// <exception cref="LivePerformerException">It is no MIDI file, or there is no more room.</exception>
    public string Add(string name, byte[] midi)
    {
        if (MidiFile.Read(new MemoryStream(midi), name).Messages().All(message => !message.Message.IsNoteOn))
            throw new LivePerformerException($"'{name}' holds no notes. Give a MIDI file in which somebody plays.");

        string token = RandomNumberGenerator.GetHexString(24, lowercase: true), path = Path.Combine(folder, token + ".mid");
        lock (door)
        {
            Tidy();
            if (files.Count >= Most || files.Values.Sum(file => file.Bytes) + midi.Length > MostBytes)
                throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"There are {files.Count} files here already, and there is room for {Most} with {MostBytes >> 20} MiB. Begin a fine-tune with those; they are forgotten after an hour.");

            File.WriteAllBytes(path, midi);
            files[token] = (name, path, midi.Length, time.GetUtcNow());
        }

        return token;
    }

    /// <returns>What the user calls it, and where it lies.</returns>
    /// <exception cref="RefusedException">It is not there any more.</exception>
    public (string Name, string Path) Find(string token)
    {
        lock (door)
        {
            Tidy();
            return files.TryGetValue(token, out var file)
                ? (file.Name, file.Path)
                : throw new RefusedException(StatusCodes.Status404NotFound, "A file is not there any more: they are forgotten after an hour. Send it again to /api/files");
        }
    }

    private void Tidy()
    {
        foreach ((string token, var file) in files.Where(pair => time.GetUtcNow() - pair.Value.At > Kept).ToArray())
        {
            files.Remove(token);
            File.Delete(file.Path);
        }
    }
}
