using System.Numerics;

namespace LivePerformer.Synth;

/// <summary>Adds sound to sound, with a level that moves in a straight line.</summary>
internal static class Mixer
{
    private static readonly Vector<float> Ascending = Vector.CreateSequence(0f, 1f);

    /// <param name="passed">Frames since the level was <paramref name="level"/>. Each frame's level is computed from
    /// there, not from its neighbour: wherever a block is cut, the numbers are the same.</param>
    public static void Add(ReadOnlySpan<float> sound, Span<float> target, float level, float step, int passed)
    {
        if (level == 0 && step == 0) return;

        int i = 0;
        var from = new Vector<float>(level);
        for (; i <= sound.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> levels = from + ((Ascending + new Vector<float>(passed + i)) * step);
            (new Vector<float>(target[i..]) + (new Vector<float>(sound[i..]) * levels)).CopyTo(target[i..]);
        }

        for (; i < sound.Length; i++) target[i] += sound[i] * (level + ((passed + i) * step));
    }
}
