using System.Text.Json;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>A file with music to learn from: MIDI, or a take of LivePerformer, of which only the human's part counts.</summary>
internal static class PieceFile
{
    private const string Take = ".take";

    /// <summary>What of these files is music; of a take that lies there as MIDI too, only the take.</summary>
    public static IEnumerable<string> Music(IReadOnlyCollection<string> files)
    {
        HashSet<string> takes = [.. files.Where(file => Extension(file) == Take).Select(file => Path.ChangeExtension(file, null))];
        return files.Where(file => Extension(file) == Take || (Extension(file) is ".mid" or ".midi" && !takes.Contains(Path.ChangeExtension(file, null))));
    }

    /// <summary>What the human plays in it.</summary>
    /// <exception cref="LivePerformerException">It cannot be read.</exception>
    public static IEnumerable<TimedMessage> Messages(string path)
    {
        if (Extension(path) == Take) return OfTake(RecordedTake.Read(path));

        MidiFile file = MidiFile.Read(path);
        int ai = file.Tracks.Any(track => track.Name == "Human") ? file.Tracks.FindIndex(track => track.Name == "AI") : -1;
        return file.Messages().Where(message => message.Track != ai);
    }

    private static IEnumerable<TimedMessage> OfTake(RecordedTake take)
    {
        int sign = Sign(take.Header.Preset);
        return take.Human
            .Where(heard => !(heard.Message.IsNoteOn || heard.Message.IsNoteOff) || heard.Message.Data1 != sign)
            .Select(heard => new TimedMessage(TimePoint.FromFrame(heard.Frame, take.Header.SampleRate), heard.Message, 0));
    }

    /// <summary>The key that hands over the turn and is no music; -1 where none does.</summary>
    private static int Sign(JsonElement preset) =>
        preset.ValueKind == JsonValueKind.Object && preset.TryGetProperty("cue", out JsonElement cue) && cue.ValueKind == JsonValueKind.Object
        && cue.TryGetProperty("kind", out JsonElement kind) && kind.ValueEquals("key")
        && cue.TryGetProperty("key", out JsonElement key) && key.TryGetInt32(out int pitch) ? pitch : -1;

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
