namespace LivePerformer.Synth;

/// <summary>Delay, attack, hold, decay, sustain, release, counted in frames.</summary>
/// <remarks>The level rises from 0 to 1 in a straight line and falls in a straight line from 1 to the sustain level and,
/// after release, to 0. What the lines mean is the owner's business: amplitude on the way up, decibels on the way down.</remarks>
internal struct Envelope
{
    private enum Stage : byte { Delay, Attack, Hold, Decay, Sustain, Release, Done }

    private Stage stage;
    private float remaining;        // frames of delay or hold
    private float attackFrames;
    private float holdFrames;
    private float decayFrames;      // from 1 to 0
    private float sustain;
    private float releaseFrames;    // from 1 to 0

    /// <summary>0 to 1.</summary>
    public float Level { get; private set; }

    public readonly bool IsDelayed => stage == Stage.Delay;
    public readonly bool IsRising => stage <= Stage.Attack;
    public readonly bool IsDone => stage == Stage.Done;

    public void Start(float delay, float attack, float hold, float decay, float sustain)
    {
        stage = Stage.Delay;
        Level = 0;
        remaining = delay;
        attackFrames = attack;
        holdFrames = hold;
        decayFrames = decay;
        this.sustain = sustain;
    }

    /// <param name="level">Where the fall begins.</param>
    /// <param name="frames">How long a fall from 1 to 0 lasts.</param>
    public void Release(float level, float frames)
    {
        stage = Stage.Release;
        Level = level;
        releaseFrames = frames;
    }

    public void Advance(float frames)
    {
        while (frames > 0)
        {
            switch (stage)
            {
                case Stage.Delay:
                    if (Wait(ref frames)) stage = Stage.Attack;
                    break;
                case Stage.Attack:
                    if (Move(ref frames, attackFrames, 1)) (stage, remaining) = (Stage.Hold, holdFrames);
                    break;
                case Stage.Hold:
                    if (Wait(ref frames)) stage = Stage.Decay;
                    break;
                case Stage.Decay:
                    if (Move(ref frames, decayFrames, sustain)) stage = sustain > 0 ? Stage.Sustain : Stage.Done;
                    break;
                case Stage.Release:
                    if (Move(ref frames, releaseFrames, 0)) stage = Stage.Done;
                    break;
                default:
                    return;
            }
        }
    }

    private bool Wait(ref float frames)
    {
        float passed = MathF.Min(frames, remaining);
        frames -= passed;
        remaining -= passed;
        return remaining <= 0;
    }

    /// <summary>Towards the target at the speed of a whole scale in that many frames; true when it is reached.</summary>
    private bool Move(ref float frames, float framesPerScale, float target)
    {
        float distance = MathF.Abs(target - Level);
        float needed = distance * framesPerScale;
        if (needed <= frames)
        {
            frames -= needed;
            Level = target;
            return true;
        }

        Level += (target > Level ? frames : -frames) / framesPerScale;
        frames = 0;
        return false;
    }
}
