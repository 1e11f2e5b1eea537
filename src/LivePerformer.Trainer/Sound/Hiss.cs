namespace LivePerformer.Trainer;

/// <summary>White noise, -1 to 1, as fast as it comes.</summary>
/// <remarks>xorshift32 (Marsaglia 2003).</remarks>
internal struct Hiss(Random dice)
{
    private uint state = (uint)dice.Next(1, int.MaxValue);

    public float Next()
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return ((int)state) * (1f / (1u << 31));
    }
}
