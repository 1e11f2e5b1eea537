using LivePerformer.Core;

namespace LivePerformer.Benchmarks;

/// <summary>Keeps whatever leaves on the program's outputs.</summary>
internal sealed class Listener : IAudioProcessor
{
    public Tape Heard { get; } = new();

    public Gaps Gaps { get; } = new();

    public void Process(AudioBlock output, ReadOnlySpan<BlockEvent> heard, ref BlockEventWriter sent)
    {
        Gaps.Called();
        output.Clear();
        foreach (ref readonly BlockEvent e in heard)
        {
            if (!e.Message.IsSystem) Heard.Add(output.StartFrame + e.Frame, e.Port, e.Message);
        }
    }
}
