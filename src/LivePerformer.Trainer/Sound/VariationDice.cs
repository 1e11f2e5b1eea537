namespace LivePerformer.Trainer;

/// <summary>What a variation of a piano is drawn with.</summary>
internal sealed class VariationDice(int seed)
{
    private readonly Random dice = new(seed);

    public bool Falls(double chance) => dice.NextDouble() < chance;

    public double Between(double low, double high) => low + ((high - low) * dice.NextDouble());

    public double[] Between(double low, double high, int count) => Many(count, () => Between(low, high));

    /// <param name="high">The first whole number that is too high.</param>
    public int Whole(int low, int high) => dice.Next(low, high);

    /// <remarks>Box and Muller 1958.</remarks>
    public double Normal(double mean = 0, double deviation = 1) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - dice.NextDouble())) * Math.Cos(2 * Math.PI * dice.NextDouble()));

    public double[] Normals(int count, double deviation = 1) => Many(count, () => Normal(0, deviation));

    private static double[] Many(int count, Func<double> next)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) numbers[i] = next();
        return numbers;
    }
}
