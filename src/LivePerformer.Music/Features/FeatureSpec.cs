using System.Numerics;
using LivePerformer.Core;

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

    /// <summary>Refuses what makes no sense, or what this build does not know.</summary>
    /// <exception cref="LivePerformerException">One line with the value and what it may be.</exception>
    public void Check()
    {
        if (Id != Rules) throw new LivePerformerException($"The features are '{Id}', but this build knows '{Rules}'. Use the build that made the model, or export it again.");

        Demand(SampleRate is >= Resampler.LowestRate and <= Resampler.HighestRate, $"sampleRate is {SampleRate}, but must be {Resampler.LowestRate} to {Resampler.HighestRate}");
        Demand(Window is >= RealFourier.Shortest and <= 65_536 && BitOperations.IsPow2(Window), $"window is {Window}, but must be a power of two from {RealFourier.Shortest} to 65536");
        Demand(Ahead >= 1 && Ahead < Window, $"ahead is {Ahead}, but must be 1 to {Window - 1} (less than the window)");
        Demand(Hop >= 1 && Hop <= Window, $"hop is {Hop}, but must be 1 to {Window} (the window)");
        Demand(Bands is >= 1 and <= 4096, $"bands is {Bands}, but must be 1 to 4096");
        Demand(Lowest >= 0 && Lowest < Highest, $"lowest is {Lowest} Hz, but must be 0 or more and below the highest, {Highest} Hz");
        Demand(Highest <= SampleRate / 2.0, $"highest is {Highest} Hz, but must be at most {SampleRate / 2.0} Hz, half the sample rate");
        Demand(Floor > 0 && double.IsFinite(Floor), $"floor is {Floor}, but must be more than 0");
        int empty = new MelBands(this).Empty;
        Demand(empty < 0, $"band {empty} of {Bands} lies between two frequencies of a window of {Window} samples and would hear nothing; take fewer bands or a longer window");
    }

    /// <summary>At which band's height a frequency lies: 0 where the lowest band begins, <see cref="Bands"/> where the highest ends.</summary>
    /// <param name="hertz">Within the bands.</param>
    public double BandOf(double hertz)
    {
        double low = MelBands.Mel(Lowest), high = MelBands.Mel(Highest);
        return (MelBands.Mel(hertz) - low) / (high - low) * Bands;
    }

    private static void Demand(bool isSo, string otherwise)
    {
        if (!isSo) throw new LivePerformerException($"The features make no sense: {otherwise}. Correct the specification.");
    }
}
