namespace LivePerformer.Inference;

/// <summary>Chooses the next token from the model's belief: temperature, top-p, what the mask allows, and seeded chance.</summary>
/// <remarks>Performer thread; allocates nothing. Top-p is nucleus sampling (Holtzman 2020).</remarks>
public sealed class Sampler
{
    private readonly SamplerOptions options;
    private readonly Dice dice;
    private ulong[] ranked = [];
    private double[] weights = [];

    /// <exception cref="ModelException">The options make no sense.</exception>
    public Sampler(SamplerOptions options)
    {
        options.Check();
        this.options = options;
        Temperature = options.Temperature;
        dice = new Dice(options.Seed);
    }

    /// <summary>Of the tokens that are chosen from now on.</summary>
    public double Temperature { get; set; }

    /// <summary>Starts an independent sequence of chance, so that one answer does not depend on how far ahead another was planned.</summary>
    public void Begin(ulong answer) => dice.Reset(options.Seed, answer);

    /// <param name="logits">One for each token, finite.</param>
    /// <param name="mask">At least one token is allowed.</param>
    /// <returns>An allowed token, or -1 when no allowed token has a finite logit.</returns>
    public int Choose(ReadOnlySpan<float> logits, TokenMask mask)
    {
        if (ranked.Length != logits.Length)
        {
            ranked = new ulong[logits.Length];
            weights = new double[logits.Length];
        }

        int count = 0;
        for (int token = 0; token < logits.Length; token++)
        {
            if (mask[token] && float.IsFinite(logits[token])) ranked[count++] = Rank(logits[token], token);
        }

        if (count == 0) return -1;

        ranked.AsSpan(0, count).Sort();   // the likeliest last; equal logits in falling order of tokens
        double best = logits[Token(ranked[count - 1])];
        if (Temperature == 0) return Token(ranked[count - 1]);

        double total = 0;
        for (int i = 0; i < count; i++) total += weights[i] = Math.Exp((logits[Token(ranked[i])] - best) / Temperature);

        int first = count;
        double kept = 0;
        while (first > 0 && kept < options.TopP * total) kept += weights[--first];

        double thrown = dice.NextUnit() * kept;
        for (int i = count - 1; i > first; i--)
        {
            thrown -= weights[i];
            if (thrown < 0) return Token(ranked[i]);
        }

        return Token(ranked[first]);
    }

    // A float's bits, turned so that they sort as whole numbers, above the token's: one sort, no comparer, no ties.
    private static ulong Rank(float logit, int token)
    {
        uint bits = BitConverter.SingleToUInt32Bits(logit);
        uint sortable = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
        return ((ulong)sortable << 32) | (uint)(int.MaxValue - token);
    }

    private static int Token(ulong rank) => int.MaxValue - (int)(uint)rank;
}
