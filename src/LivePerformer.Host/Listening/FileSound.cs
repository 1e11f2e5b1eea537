using LivePerformer.Core;

namespace LivePerformer.Host;

/// <summary>A recording in the microphone's place.</summary>
/// <param name="sound">One channel, at the device's rate.</param>
/// <param name="startFrame">Where on the device's clock it begins.</param>
internal sealed class FileSound(ReadOnlyMemory<float> sound, long startFrame = 0) : ISoundSource
{
    /// <summary>The frame behind its last.</summary>
    public long EndFrame => startFrame + sound.Length;

    public void Fill(Span<float> block, long frame)
    {
        block.Clear();
        long from = Math.Max(frame, startFrame), to = Math.Min(frame + block.Length, EndFrame);
        if (from < to) sound.Span[(int)(from - startFrame)..(int)(to - startFrame)].CopyTo(block[(int)(from - frame)..]);
    }
}
