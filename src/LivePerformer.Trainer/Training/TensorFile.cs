using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LivePerformer.Core;
using static TorchSharp.torch;

namespace LivePerformer.Trainer;

/// <summary>Named float tensors and one JSON note in a file that is whole or absent: written aside and renamed, sealed by a SHA-256.</summary>
/// <remarks>
/// Layout: "LPTENSOR", int32 length of the JSON, JSON (the note, and each tensor's name and shape), the floats of all
/// tensors in that order, 32 bytes SHA-256 of all before. Little endian.
/// </remarks>
public sealed class TensorFile
{
    private const string Magic = "LPTENSOR";

    private sealed record Entry(string Name, long[] Shape);

    private sealed record Head(JsonElement Note, Entry[] Tensors);

    private readonly Head head;

    private TensorFile(Head head, Dictionary<string, float[]> values)
    {
        this.head = head;
        Values = values;
    }

    /// <summary>The floats of each tensor, row-major, by name.</summary>
    public IReadOnlyDictionary<string, float[]> Values { get; }

    /// <summary>The note as a value of its type.</summary>
    public T Note<T>() => head.Note.Deserialize<T>(TrainerJson.Options) ?? throw new InvalidDataException("The note is empty.");

    /// <summary>Copies a tensor's floats into a living tensor of the same size.</summary>
    /// <exception cref="InvalidDataException">The file lacks that tensor, or it has another size.</exception>
    public void CopyTo(string name, Tensor target)
    {
        if (!Values.TryGetValue(name, out float[]? values) || values.Length != target.numel())
            throw new InvalidDataException($"tensor '{name}' is missing or has another size");

        using var _ = no_grad();
        using var source = tensor(values, [.. target.shape]);
        target.copy_(source);
    }

    /// <exception cref="LivePerformerException">The disk is full or the folder cannot be written; an older file stays whole.</exception>
    public static void Write(string path, object note, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        string aside = path + ".tmp";
        try
        {
            (string Name, Tensor Value)[] all = [.. tensors];
            var head = new Head(JsonSerializer.SerializeToElement(note, TrainerJson.Options), [.. all.Select(t => new Entry(t.Name, t.Value.shape))]);
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(head, TrainerJson.Options);
            using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write))
            using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                Put(Encoding.ASCII.GetBytes(Magic));
                Put(BitConverter.GetBytes(json.Length));
                Put(json);
                foreach ((_, Tensor value) in all)
                {
                    if (value.numel() == 0) continue;

                    using var scope = NewDisposeScope();
                    var flat = value.detach().to(float32).cpu().contiguous();
                    Put(MemoryMarshal.AsBytes<float>(flat.data<float>().ToArray()));
                }
                file.Write(hash.GetHashAndReset());
                file.Flush(flushToDisk: true);

                void Put(ReadOnlySpan<byte> bytes)
                {
                    file.Write(bytes);
                    hash.AppendData(bytes);
                }
            }
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(aside);
            throw new LivePerformerException($"Cannot write '{path}' ({e.Message}). Free some space or make the folder writable, then go on with --resume.", e);
        }
    }

    /// <exception cref="LivePerformerException">The file is missing, cut short or altered.</exception>
    public static TensorFile Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            ReadOnlySpan<byte> rest = bytes;
            if (bytes.Length < Magic.Length + 36 || !rest[..Magic.Length].SequenceEqual(Encoding.ASCII.GetBytes(Magic)))
                throw new InvalidDataException("not a file of tensors");
            if (!SHA256.HashData(rest[..^32]).AsSpan().SequenceEqual(rest[^32..]))
                throw new InvalidDataException("its seal does not match: cut short or altered");

            int length = BitConverter.ToInt32(rest[Magic.Length..]);
            Head head = JsonSerializer.Deserialize<Head>(rest.Slice(Magic.Length + 4, length), TrainerJson.Options)
                ?? throw new InvalidDataException("its head is empty");
            rest = rest[(Magic.Length + 4 + length)..^32];
            var values = new Dictionary<string, float[]>();
            foreach (Entry entry in head.Tensors)
            {
                int count = (int)entry.Shape.Aggregate(1L, (product, size) => product * size);
                values[entry.Name] = MemoryMarshal.Cast<byte, float>(rest[..(count * sizeof(float))]).ToArray();
                rest = rest[(count * sizeof(float))..];
            }
            return new TensorFile(head, values);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LivePerformerException($"'{path}' does not exist. Train first: LivePerformer.Trainer train --kind lstm --data DIR --out RUN", e);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or ArgumentOutOfRangeException or IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}). Delete it and train again, or put back a copy.", e);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report.
        }
    }
}
