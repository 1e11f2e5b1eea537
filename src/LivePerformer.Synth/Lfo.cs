namespace LivePerformer.Synth;

/// <summary>A slow triangle from -1 to 1, which starts at 0 going up, after a delay.</summary>
internal struct Lfo
{
    private float delay;    // frames
    private float phase;    // 0 to 1
    private float step;     // per frame

    public void Start(float delayFrames, float hertz, float sampleRate)
    {
        delay = delayFrames;
        phase = 0;
        step = hertz / sampleRate;
    }

    public float Value { get; private set; }

    public void Advance(float frames)
    {
        float waited = MathF.Min(delay, frames);
        delay -= waited;
        phase += (frames - waited) * step;
        phase -= MathF.Floor(phase);
        float turned = phase + 0.25f;           // a triangle that is 0 at phase 0
        turned -= MathF.Floor(turned);
        Value = 1 - (4 * MathF.Abs(turned - 0.5f));
    }
}
