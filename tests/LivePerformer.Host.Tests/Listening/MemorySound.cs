using LivePerformer.Core;

namespace LivePerformer.Host.Tests;

/// <summary>What a microphone hears, out of memory; before and after it there is exactly nothing.</summary>
internal sealed class MemorySound(float[] sound) : ISoundSource
{
    public void Fill(Span<float> block, long frame)
    {
        block.Clear();
        int from = (int)Math.Min(frame, sound.Length), to = (int)Math.Min(frame + block.Length, sound.Length);
        sound.AsSpan(from..to).CopyTo(block);
    }
}
