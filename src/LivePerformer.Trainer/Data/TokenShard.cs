using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>A file that holds the tokens of some pieces, one after the other, as 16-bit numbers.</summary>
/// <remarks>
/// Layout, little endian: "LPSHARD1", 32 bytes fingerprint of the sources, int32 number of pieces, int64 start of each
/// piece and the end of the last (in tokens), the tokens as uint16, 32 bytes SHA-256 of all before.
/// </remarks>
public static class TokenShard
{
    private const string Magic = "LPSHARD1";
    private const int HeadBytes = 8 + 32 + 4;
    private const int SealBytes = 32;

    /// <summary>Written aside and renamed, so that a shard is whole or absent.</summary>
    public static void Write(string path, ReadOnlySpan<byte> fingerprint, IReadOnlyList<ushort[]> pieces)
    {
        using var memory = new MemoryStream();
        memory.Write(Encoding.ASCII.GetBytes(Magic));
        memory.Write(fingerprint);
        memory.Write(BitConverter.GetBytes(pieces.Count));
        long at = 0;
        memory.Write(BitConverter.GetBytes(at));
        foreach (ushort[] piece in pieces) memory.Write(BitConverter.GetBytes(at += piece.Length));
        foreach (ushort[] piece in pieces) memory.Write(MemoryMarshal.AsBytes<ushort>(piece));
        memory.Write(SHA256.HashData(memory.GetBuffer().AsSpan(0, (int)memory.Length)));

        WholeFile.Write(path, memory.ToArray(), "Free some space or name another folder with --out.");
    }

    /// <summary>Whether a whole shard of just these sources is already there.</summary>
    public static bool IsCurrent(string path, ReadOnlySpan<byte> fingerprint)
    {
        if (!File.Exists(path)) return false;

        try
        {
            return Open(path).AsSpan(Magic.Length, 32).SequenceEqual(fingerprint);
        }
        catch (LivePerformerException)
        {
            return false;   // it will be written again
        }
    }

    /// <exception cref="LivePerformerException">The shard is missing, cut short or altered.</exception>
    public static ushort[][] Read(string path)
    {
        byte[] bytes = Open(path);
        int count = BitConverter.ToInt32(bytes, Magic.Length + 32);
        ReadOnlySpan<long> starts = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(HeadBytes, (count + 1) * sizeof(long)));
        ReadOnlySpan<ushort> tokens = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(HeadBytes + ((count + 1) * sizeof(long)))[..^SealBytes]);
        var pieces = new ushort[count][];
        for (int i = 0; i < count; i++) pieces[i] = tokens[(int)starts[i]..(int)starts[i + 1]].ToArray();
        return pieces;
    }

    private static byte[] Open(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.Length < HeadBytes + sizeof(long) + SealBytes || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Encoding.ASCII.GetBytes(Magic)))
                throw new LivePerformerException($"'{path}' is no token shard. Delete it and run prepare again.");
            if (!SHA256.HashData(bytes.AsSpan()[..^SealBytes]).AsSpan().SequenceEqual(bytes.AsSpan()[^SealBytes..]))
                throw new LivePerformerException($"The token shard '{path}' is cut short or altered. Delete it and run prepare again.");
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"The token shard '{path}' cannot be read ({e.Message}). Run prepare again.", e);
        }
    }
}
