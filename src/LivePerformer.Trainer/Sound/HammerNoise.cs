namespace LivePerformer.Trainer;

/// <summary>A burst of noise that comes with the stroke of a key.</summary>
/// <param name="Seed">Of the noise itself.</param>
/// <param name="Decibels">Its peak, against the peak of the note.</param>
/// <param name="Hertz">The middle of its spectrum at C#4, which rises by so many octaves an octave.</param>
/// <param name="Width">Octaves of deviation on either side.</param>
/// <param name="Seconds">In which it falls by 60 dB at C#4; half as long four octaves above.</param>
internal sealed record HammerNoise(int Seed, double Decibels, double Hertz, double Rise, double Width, double Seconds)
{
    private const int Size = 2048, MiddleKey = 40;     // C#4, of 88

    public static HammerNoise Draw(VariationDice dice) => new(dice.Whole(0, int.MaxValue), dice.Between(-45, -25), dice.Between(400, 2500),
        dice.Between(0.1, 0.5), dice.Between(0.6, 1.4), dice.Between(0.010, 0.060));

    /// <summary>Adds the burst to a note.</summary>
    /// <param name="sound">From the attack on.</param>
    /// <param name="peak">Of the note.</param>
    public void AddTo(Span<float> sound, int touch, int key, float peak)
    {
        float[] burst = Burst(touch, key);
        float gain = peak * (float)Math.Pow(10, Decibels / 20) / MathF.Max(burst.Max(MathF.Abs), 1e-9f);
        for (int i = 0; i < Math.Min(burst.Length, sound.Length); i++) sound[i] += burst[i] * gain;
    }

    private float[] Burst(int touch, int key)
    {
        var fourier = ComplexFourier.Of(Size);
        float[] burst = [.. new VariationDice(SeedOf(touch, key)).Normals(Size).Select(each => (float)each)], nothing = new float[Size];
        fourier.Forward(burst, nothing);
        double centre = Math.Min(5000, Hertz * Math.Pow(2, (key - MiddleKey) / 12.0 * Rise));
        for (int i = 0; i < Size; i++)
        {
            double hertz = Math.Max(20, Math.Min(i, Size - i) * (double)SoundData.SampleRate / Size), octaves = Math.Log2(hertz / centre) / Width;
            float strength = (float)Math.Exp(-0.5 * octaves * octaves) / Size;
            burst[fourier.Places[i]] *= strength;
            nothing[fourier.Places[i]] *= strength;
        }

        fourier.Back(burst, nothing);
        double fall = -Math.Log(1000) / (Seconds * Math.Pow(2, -(key - MiddleKey) / 48.0) * SoundData.SampleRate);
        for (int i = 0; i < Size; i++) burst[i] *= (float)(Math.Exp(i * fall) * Math.Min(1, (i + 1) / 8.0));
        return burst;
    }

    // Neighbouring seeds would throw similar dice.
    private int SeedOf(int touch, int key) => unchecked(Seed + (((touch * PianoVariation.Keys) + key + 1) * (int)0x9E3779B1));
}
