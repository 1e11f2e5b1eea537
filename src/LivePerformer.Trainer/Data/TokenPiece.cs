using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>One performance as tokens, with how many notes and how many seconds of music they hold.</summary>
public sealed record TokenPiece(string Name, ushort[] Tokens, int Notes, double Seconds)
{
    private const int LowestKey = 21, HighestKey = 108;   // of the piano

    /// <summary>The tokens of the same music so many semitones higher, or lower, as far as the piano has keys.</summary>
    public ushort[] Transposed(int semitones)
    {
        int[] pitches = [.. Tokens.Where(IsKey).Select(token => token % Vocabulary.FirstNoteOff)];
        if (semitones == 0 || pitches.Length == 0) return Tokens;

        int down = Math.Min(0, LowestKey - pitches.Min()), up = Math.Max(0, HighestKey - pitches.Max());
        int shift = Math.Clamp(semitones, down, up);
        return [.. Tokens.Select(token => IsKey(token) ? (ushort)(token + shift) : token)];
    }

    private static bool IsKey(ushort token) => token < Vocabulary.FirstTimeShift;
}
