namespace LivePerformer.Engine;

/// <summary>Shuts out the room while nobody plays: it opens at once, and closes when it was quiet for a while.</summary>
/// <remarks>One thread. What it holds back it makes softer and not silent, so that it is not heard to open.</remarks>
/// <param name="open">The effective level from which on it opens.</param>
/// <param name="close">That below which it closes.</param>
public sealed class NoiseGate(int sampleRate, float open, float close)
{
    private const int Piece = 64;               // 1.3 ms at 48 kHz: a hammer's blow is longer
    private const float Shut = 0.01f;           // -40 dB
    private const double Hold = 0.3, Fall = 0.05;   // seconds

    private readonly float step = (float)(Piece / (Fall * sampleRate));
    private readonly long hold = (long)(Hold * sampleRate);
    private float factor = Shut;
    private long quiet = long.MaxValue / 2;

    public bool IsOpen { get; private set; }

    public void Process(Span<float> sound)
    {
        for (int at = 0; at < sound.Length; at += Piece) Pass(sound.Slice(at, Math.Min(Piece, sound.Length - at)));
    }

    private void Pass(Span<float> piece)
    {
        float power = 0;
        foreach (float sample in piece) power += sample * sample;
        float level = MathF.Sqrt(power / piece.Length);
        if (level >= (IsOpen ? close : open)) (IsOpen, quiet) = (true, 0);
        else quiet += piece.Length;
        if (quiet >= hold) IsOpen = false;

        // towards open within the piece that opened it, towards shut more slowly
        float to = IsOpen ? 1 : Math.Max(Shut, factor - step);
        float slope = (to - factor) / piece.Length;
        foreach (ref float sample in piece) sample *= factor += slope;
        factor = to;
    }
}
