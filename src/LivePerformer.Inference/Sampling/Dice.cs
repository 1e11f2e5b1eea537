using System.Numerics;

namespace LivePerformer.Inference;

/// <summary>Chance that can be had again: one seed and one stream give the same throws on every machine.</summary>
/// <remarks>The generator is xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64, as its authors advise;
/// whole-number arithmetic only.</remarks>
public sealed class Dice
{
    private ulong s0, s1, s2, s3;

    public Dice(ulong seed, ulong stream = 0) => Reset(seed, stream);

    internal Dice(ulong s0, ulong s1, ulong s2, ulong s3) => (this.s0, this.s1, this.s2, this.s3) = (s0, s1, s2, s3);

    /// <param name="seed">The performance's seed.</param>
    /// <param name="stream">Which of its independent sequences: one for each answer.</param>
    public void Reset(ulong seed, ulong stream = 0)
    {
        ulong state = seed;
        state = Mix(ref state) ^ stream;
        s0 = Mix(ref state);
        s1 = Mix(ref state);
        s2 = Mix(ref state);
        s3 = Mix(ref state);
    }

    /// <summary>Any of the 2^64 numbers.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>From 0 up to, but never reaching, 1.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
