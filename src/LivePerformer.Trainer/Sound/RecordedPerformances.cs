using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>The recordings of a MAESTRO folder, WAV or FLAC, with what their MIDI files say.</summary>
internal static class RecordedPerformances
{
    private const string Rules = "record/1";

    /// <exception cref="LivePerformerException">The data set or its recordings are missing.</exception>
    public static SoundSource Source(string folder)
    {
        IReadOnlyList<MaestroPiece> table = MaestroTable.Read(folder);
        MaestroPiece[] recorded = [.. table.Where(row => row.AudioFile.Length > 0)];
        if (recorded.Length == 0)
            throw new LivePerformerException($"'{Path.Combine(folder, MaestroTable.FileName)}' names no recordings (column audio_filename). Unpack MAESTRO with audio, or render with --render PIANO.");

        return new($"{new DirectoryInfo(folder).Name} ({MaestroTable.FileName}), recorded", Licence.Of(folder), Rules,
            [.. MaestroTable.Splits.SelectMany(split => recorded.Where(row => row.Split == split)).Select(row => Job(folder, row))]);
    }

    private static SoundJob Job(string folder, MaestroPiece row)
    {
        string audio = AudioFile(Path.Combine(folder, row.AudioFile)), midi = Path.Combine(folder, row.MidiFile);
        string madeOf = string.Join('\n', new[] { audio, midi }.Select(path => new FileInfo(path))
            .Select(file => $"{file.Name}\t{(file.Exists ? file.Length : -1)}\t{(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}").Prepend(Rules));
        return new(Path.ChangeExtension(row.AudioFile, null).Replace('/', '_'), row.Split, row.Seconds,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(madeOf))), stop =>
            {
                Performance performance = Performance.FromMessages(PieceFile.Messages(midi));
                float[] sound = WholeSound.Read(audio, stop);
                SoundLabels labels = SoundLabels.Of(performance.Events, (double)sound.Length / SoundData.SampleRate);
                return new(sound, labels, new("", "", "MAESTRO", 0, 0, "") { Performance = row.MidiFile });
            });
    }

    /// <summary>The file that the table names, or the same as FLAC.</summary>
    private static string AudioFile(string path) =>
        !File.Exists(path) && Path.ChangeExtension(path, ".flac") is var flac && File.Exists(flac) ? flac : path;
}
