namespace LivePerformer.Synth;

/// <summary>From the units of a SoundFont to seconds, hertz and factors.</summary>
internal static class Units
{
    /// <summary>Centibels of attenuation to a factor: 200 cB = 20 dB = 0.1.</summary>
    public static float AmplitudeOfAttenuation(float centibels) => MathF.Exp(centibels * (-MathF.Log(10) / 200));

    /// <summary>Timecents to seconds: 0 is one second, 1,200 are two.</summary>
    public static float Seconds(float timecents) => MathF.Pow(2, timecents / 1200);

    /// <summary>Absolute cents to hertz: 6,900 is 440 Hz.</summary>
    public static float Hertz(float cents) => 440 * MathF.Pow(2, (cents - 6900) / 1200);
}
