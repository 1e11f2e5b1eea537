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
    private const int Part = 1 << 24;   // floats that are read or written at once

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

    /// <param name="remedy">What to do where it cannot be written.</param>
    /// <exception cref="LivePerformerException">The disk is full or the folder cannot be written; an older file stays whole.</exception>
    public static void Write(string path, object note, IEnumerable<(string Name, Tensor Value)> tensors, string remedy = WholeFile.MakeRoomAndResume) => WholeFile.Write(path, aside =>
    {
        (string Name, Tensor Value)[] all = [.. tensors];
        var head = new Head(JsonSerializer.SerializeToElement(note, TrainerJson.Options), [.. all.Select(t => new Entry(t.Name, t.Value.shape))]);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(head, TrainerJson.Options);
        using var file = new FileStream(aside, FileMode.Create, FileAccess.Write);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(Encoding.ASCII.GetBytes(Magic));
        Put(BitConverter.GetBytes(json.Length));
        Put(json);
        foreach ((_, Tensor value) in all)
        {
            if (value.numel() == 0) continue;

            using var scope = NewDisposeScope();
            var flat = value.detach().to(float32).cpu().contiguous();
            float[] floats = flat.data<float>().ToArray();
            foreach (Range part in Parts(floats)) Put(MemoryMarshal.AsBytes(floats.AsSpan(part)));
        }

        file.Write(hash.GetHashAndReset());
        file.Flush(flushToDisk: true);

        void Put(ReadOnlySpan<byte> bytes)
        {
            file.Write(bytes);
            hash.AppendData(bytes);
        }
    }, remedy);

    /// <exception cref="LivePerformerException">The file is missing, cut short or altered.</exception>
    public static TensorFile Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            CheckSeal(file);
            file.Position = Magic.Length;
            Head head = JsonSerializer.Deserialize<Head>(Take(BitConverter.ToInt32(Take(sizeof(int)))), TrainerJson.Options)
                ?? throw new InvalidDataException("its head is empty");
            var values = new Dictionary<string, float[]>();
            foreach (Entry entry in head.Tensors)
            {
                var floats = new float[entry.Shape.Aggregate(1L, (product, size) => product * size)];
                foreach (Range part in Parts(floats)) file.ReadExactly(MemoryMarshal.AsBytes(floats.AsSpan(part)));
                values[entry.Name] = floats;
            }

            return new TensorFile(head, values);

            byte[] Take(int count)
            {
                var bytes = new byte[count];
                file.ReadExactly(bytes);
                return bytes;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LivePerformerException($"'{path}' does not exist. Train first: LivePerformer.Trainer train --kind lstm --data DIR --out RUN", e);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"'{path}' cannot be read ({e.Message}). Delete it and train again, or put back a copy.", e);
        }
    }

    // First, so that all that is read afterwards is as it was written; in pieces, for a checkpoint may be larger than an array.
    private static void CheckSeal(FileStream file)
    {
        var bytes = new byte[1 << 20];
        long left = file.Length - SHA256.HashSizeInBytes;
        if (left < Magic.Length + sizeof(int) || file.ReadAtLeast(bytes.AsSpan(0, Magic.Length), Magic.Length, throwOnEndOfStream: false) < Magic.Length || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Encoding.ASCII.GetBytes(Magic)))
            throw new InvalidDataException("not a file of tensors");

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes.AsSpan(0, Magic.Length));
        for (left -= Magic.Length; left > 0;)
        {
            int read = file.Read(bytes.AsSpan(0, (int)Math.Min(bytes.Length, left)));
            if (read == 0) throw new EndOfStreamException("it ended while it was read");
            hash.AppendData(bytes.AsSpan(0, read));
            left -= read;
        }

        file.ReadExactly(bytes.AsSpan(0, SHA256.HashSizeInBytes));
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
            throw new InvalidDataException("its seal does not match: cut short or altered");
    }

    // A span of bytes ends at 2 GB.
    private static IEnumerable<Range> Parts(float[] floats)
    {
        for (long at = 0; at < floats.Length; at += Part) yield return (int)at..(int)Math.Min(floats.Length, at + Part);
    }
}
