namespace LivePerformer.Engine;

/// <summary>What is known of a microphone before a piano: as 'calibrate --microphone' measured it, or nothing.</summary>
/// <remarks>Levels in decibels below full scale, so at most 0.</remarks>
public sealed record MicrophoneProfile
{
    private const double Wanted = -9;                   // decibels: the peak of a loud note
    private const double MostGain = 30;                 // decibels, up or down
    private const double MostTuning = 100;              // cents: a semitone, and it would be another key
    private const double AboveNoise = 9, BelowSoft = 6, LeastAboveNoise = 4, Hysteresis = 3;     // decibels

    /// <summary>Nothing is known.</summary>
    public static MicrophoneProfile None { get; } = new();

    /// <summary>The port that was measured.</summary>
    public string Source { get; init; } = "";

    /// <summary>The room while nobody plays: its effective level. Null: not measured, and nothing is shut out.</summary>
    public double? NoiseDb { get; init; }

    /// <summary>The peak of the softest notes that were played.</summary>
    public double? SoftDb { get; init; }

    /// <summary>The peak of the loudest.</summary>
    public double? LoudDb { get; init; }

    /// <summary>The sound file beside the profile that holds the piano at its loudest; null: none was recorded.</summary>
    public string? Forte { get; init; }

    /// <summary>By how many cents the piano is tuned above A = 440 Hz.</summary>
    public double TuningCents { get; init; }

    /// <summary>From our own sound leaving to the microphone hearing it, in milliseconds; null: not measured.</summary>
    public double? LoopMs { get; init; }

    /// <summary>Factor that brings the piano to the level that a detector knows.</summary>
    public float Gain() => LoudDb is double loud ? (float)Factor(Math.Clamp(Wanted - loud, -MostGain, MostGain)) : 1;

    /// <summary>From which effective level on sound is let through, and below which no longer, before the gain; null: everything is.</summary>
    public (float Open, float Close)? Gate()
    {
        if (NoiseDb is not double noise) return null;

        double open = noise + AboveNoise;
        if (SoftDb is double soft) open = Math.Max(Math.Min(open, soft - BelowSoft), noise + LeastAboveNoise);
        return ((float)Factor(open), (float)Factor(open - Hysteresis));
    }

    /// <summary>The rate at which a detector must believe the sound to come, to hear the piano in tune: a piano that is sharp is
    /// played more slowly.</summary>
    /// <remarks>A multiple of 20, so that resampling has few phases; off by a third of a cent at most.</remarks>
    public int TunedRate(int sampleRate) =>
        TuningCents == 0 ? sampleRate : 20 * (int)Math.Round(sampleRate / Math.Pow(2, TuningCents / 1200) / 20);

    /// <summary>Why it cannot be; null where it can.</summary>
    public string? Fault()
    {
        if (!(Math.Abs(TuningCents) <= MostTuning)) return $"the tuning is not -{MostTuning} to {MostTuning} cents";
        if (Forte is not null && (Forte.Length == 0 || Path.GetFileName(Forte) != Forte)) return "the forte is no file beside it";
        if (!(LoopMs is null or (>= 0 and <= 1_000))) return "the loop is not 0 to 1000 ms";
        return new[] { NoiseDb, SoftDb, LoudDb }.All(level => level is null or (>= -200 and <= 0)) ? null : "a level is not -200 to 0 dB";
    }

    public static double Decibels(double factor) => 20 * Math.Log10(Math.Max(factor, 1e-10));

    public static double Factor(double decibels) => Math.Pow(10, decibels / 20);
}
