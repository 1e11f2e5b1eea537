using LivePerformer.Core;

namespace LivePerformer.Engine.Tests;

/// <summary>What it plays depends on every bit of all that it was ever told: the smallest difference makes other music.</summary>
internal sealed class ChaoticImproviser(ulong seed = 1) : IImproviser
{
    private readonly ulong first = seed;
    private ulong state = seed;
    private TimePoint next;
    private int held = -1;
    private int left;

    public void Hear(in NoteEvent note) => Mix((ulong)note.Time.Ticks, note.Pitch.Number, note.Velocity);

    public void Hear(in ControlChange control) => Mix((ulong)control.Time.Ticks, control.Controller, control.Value);

    public void Turn(Dial dial, double value) => Mix(BitConverter.DoubleToUInt64Bits(value), 6, (int)dial);

    public void Begin(TimePoint now)
    {
        Mix((ulong)now.Ticks, 1, 0);
        (next, held, left) = (now, -1, 400 + (int)(state % 100));
    }

    public bool TryPlay(out NoteEvent answer)
    {
        answer = default;
        if (left-- <= 0) return false;

        Mix(0, 2, 0);
        next += TimeSpan.FromTicks((long)(state >> 20) % 400_000);
        answer = held < 0 ? new(next, new Pitch(held = (int)(state % 128)), (byte)(1 + (state >> 8) % 127)) : new(next, new Pitch(held), 0);
        if (!answer.IsOn) held = -1;
        return true;
    }

    public void Yield(TimePoint now) => Mix((ulong)now.Ticks, 3, 0);

    public void Forget() => (state, held, left) = (first, -1, 0);

    public void TakeBack(TimePoint from, TimePoint resume)
    {
        Mix((ulong)from.Ticks, 4, 0);
        Mix((ulong)resume.Ticks, 5, 0);
        if (next > resume) next = resume;
    }

    // splitmix64 (Steele, Lea, Flood 2014)
    private void Mix(ulong one, int two, int three)
    {
        ulong z = state += 0x9E3779B97F4A7C15 ^ one ^ ((ulong)two << 48) ^ ((ulong)three << 56);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        state = z ^ (z >> 31);
    }
}
