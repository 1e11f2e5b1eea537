namespace LivePerformer.Music;

/// <summary>Listens to touches and says between which of them the player moves, so far.</summary>
/// <remarks>The percentiles of <see cref="VelocityRange.Of"/> over the last strikes. Of the first ones little can be said:
/// the range goes evenly from what is usual to the player's own, which it reaches with <see cref="Known"/> strikes.
/// Single thread; does not allocate.</remarks>
/// <param name="usual">What is thought before anything was heard.</param>
public sealed class TouchEstimate(VelocityRange usual)
{
    /// <summary>Strikes after which the player's own touch alone counts.</summary>
    public const int Known = 64;

    private const int Most = 1024;   // strikes; then all count half

    private readonly int[] strikes = new int[128];   // by velocity
    private int count;

    /// <param name="velocity">1 to 127.</param>
    public void Hear(byte velocity)
    {
        strikes[velocity]++;
        if (++count <= Most) return;

        count = 0;
        foreach (ref int some in strikes.AsSpan()) count += some /= 2;
    }

    public VelocityRange Range
    {
        get
        {
            if (count == 0) return usual;

            double known = Math.Min(1, (double)count / Known);
            return new(Between(usual.Low, Percentile(0.01)), Between(usual.High, Percentile(0.99)));

            byte Between(byte usually, byte own) => (byte)Math.Round(usually + ((own - usually) * known), MidpointRounding.AwayFromZero);
        }
    }

    /// <summary>Forgets everything: another player sits down.</summary>
    public void Reset()
    {
        Array.Clear(strikes);
        count = 0;
    }

    // nearest rank
    private byte Percentile(double part)
    {
        int left = Math.Max(1, (int)Math.Ceiling(part * count)), velocity = 0;
        while (left > 0) left -= strikes[++velocity];
        return (byte)velocity;
    }
}
