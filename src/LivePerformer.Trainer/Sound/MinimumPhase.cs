namespace LivePerformer.Trainer;

/// <summary>A filter that has a given strength at each frequency and answers as early as any such filter can: what is struck at a moment
/// is still heard then.</summary>
/// <remarks>By way of the cepstrum (Oppenheim and Schafer, Discrete-Time Signal Processing, chapter on homomorphic filters).</remarks>
internal static class MinimumPhase
{
    /// <summary>Samples of which the spectrum is known; the response is cut to half of them.</summary>
    public const int Size = 16_384;

    /// <summary>The frequency of each of the <see cref="Size"/> / 2 + 1 numbers.</summary>
    public static double Hertz(int bin) => (double)bin * SoundData.SampleRate / Size;

    /// <param name="decibels">From 0 Hz up to half the rate.</param>
    public static float[] Response(ReadOnlySpan<double> decibels)
    {
        var fourier = ComplexFourier.Of(Size);
        ReadOnlySpan<int> places = fourier.Places;
        float[] real = new float[Size], imaginary = new float[Size], cepstrum = new float[Size];
        for (int bin = 0; bin <= Size / 2; bin++) real[bin] = real[(Size - bin) % Size] = (float)(decibels[bin] * (Math.Log(10) / 20));
        fourier.Forward(real, imaginary);

        // What lies before 0 goes to what lies behind it.
        for (int i = 0; i <= Size / 2; i++) cepstrum[i] = real[places[i]] * (i is 0 or Size / 2 ? 1f : 2f) / Size;
        Array.Clear(imaginary);
        fourier.Forward(cepstrum, imaginary);
        for (int i = 0; i < Size; i++)
        {
            float strength = MathF.Exp(cepstrum[i]) / Size;
            (float sine, float cosine) = MathF.SinCos(imaginary[i]);
            (cepstrum[i], imaginary[i]) = (strength * cosine, strength * sine);
        }

        fourier.Back(cepstrum, imaginary);
        return cepstrum[..(Size / 2)];
    }
}
