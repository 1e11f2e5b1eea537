using LivePerformer.Core;

namespace LivePerformer.RealTime;

/// <summary>Reports to the recorder what was played, and counts what the recorder was too slow for.</summary>
/// <remarks>Audio thread.</remarks>
internal sealed class SentLog(Stage stage)
{
    /// <summary>Number of the block's first frame.</summary>
    public long BlockStart { get; set; }

    public void Human(int frame, MidiMessage message) =>
        Write(new(BlockStart + frame, BlockStart + frame, message, NoteSource.Human, SentFlags.None));

    public void Ai(in DueEvent due, int frame, MidiMessage message, SentFlags flags) =>
        Write(new(due.Frame, BlockStart + frame, message, NoteSource.Ai, flags));

    /// <summary>The callback ended what the AI had begun.</summary>
    public void AiEnded(int frame, MidiMessage message) =>
        Write(new(BlockStart + frame, BlockStart + frame, message, NoteSource.Ai, SentFlags.Ended));

    /// <summary>A block began in which plans were read, or before which frames were skipped: a replay repeats that.</summary>
    public void Block(long expected, int plans) => Write(SentEvent.Block(expected, BlockStart, plans));

    /// <summary>The callback ended all notes by itself.</summary>
    public void Panic() => Write(SentEvent.Panic(BlockStart));

    private void Write(in SentEvent sent)
    {
        if (!stage.Sent.TryWrite(sent)) stage.Meters.Overflows++;
    }
}
