using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>What the piano plays of a file that stands in for the human, by the rule that the trainer learns from files by.</summary>
internal static class HumanPart
{
    /// <param name="path">Where the file lies, for the line.</param>
    /// <param name="warn">Called with one line where other instruments or drums are left out.</param>
    public static IReadOnlyList<TimedMessage> Of(MidiFile file, string path, Action<string> warn)
    {
        var piano = new PianoPart(allPrograms: false);
        TimedMessage[] messages = [.. piano.Of(file.Messages())];
        if (piano.LeftOut is { } others) warn($"left out: {others} in '{path}'");
        return messages;
    }
}
