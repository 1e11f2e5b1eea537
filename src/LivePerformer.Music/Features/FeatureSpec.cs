namespace LivePerformer.Music;

/// <summary>How sound becomes a log-mel spectrogram; a model's manifest holds it, and both trainer and host obey it.</summary>
/// <remarks>
/// Frame t stands for the moment of sample t x <see cref="Hop"/>. Its window reaches from <see cref="Window"/> - <see cref="Ahead"/>
/// samples before that moment to <see cref="Ahead"/> samples after it; before the first sample there is silence. The window is the
/// rising half of a periodic Hann window of twice the left length, then the falling half of one of twice the right length, divided by
/// half its sum, so that a sine of amplitude a on a bin has the magnitude a. With Ahead = Window / 2 this is the periodic Hann window
/// of librosa's stft (center=True, pad_mode="constant"), but for the division.
/// The spectrum is the magnitude (not its square), the mel scale HTK's, 2595 log10(1 + f / 700), its triangles of height 1 (norm=None
/// in librosa), and the logarithm natural: ln(mel + <see cref="Floor"/>).
/// </remarks>
public sealed record FeatureSpec
{
    /// <summary>The name and version of these rules.</summary>
    public const string Rules = "log-mel/1";

    public string Id { get; init; } = Rules;

    /// <summary>Samples per second; other sound is resampled.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>Samples of a window, which is also the length of the Fourier transform: a power of two.</summary>
    public int Window { get; init; } = 2048;

    /// <summary>How many of these lie after the moment that a frame stands for.</summary>
    public int Ahead { get; init; } = 80;

    /// <summary>Samples from one frame to the next.</summary>
    public int Hop { get; init; } = 160;

    /// <summary>Bands of the filter bank.</summary>
    public int Bands { get; init; } = 229;

    /// <summary>Hz: where the lowest band begins.</summary>
    public double Lowest { get; init; } = 30;

    /// <summary>Hz: where the highest band ends.</summary>
    public double Highest { get; init; } = 8000;

    /// <summary>Added before the logarithm.</summary>
    public double Floor { get; init; } = 1e-5;

    /// <summary>At which band's height a frequency lies: 0 where the lowest band begins, <see cref="Bands"/> where the highest ends.</summary>
    /// <param name="hertz">Within the bands.</param>
    public double BandOf(double hertz)
    {
        double low = Mel(Lowest), high = Mel(Highest);
        return (Mel(hertz) - low) / (high - low) * Bands;
    }

    /// <summary>HTK's mel scale.</summary>
    private static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));
}
