using LivePerformer.Core;

namespace LivePerformer.Music;

/// <summary>Which keys sound after a row of tokens, and for how long already: a second input of the networks.</summary>
/// <remarks>A function of the tokens alone, so that training and stage see the same numbers. A row is 256 floats: first
/// 1 for each of the 128 pitches that sounds, else 0; then, for those that sound, log(1 + age) / log(1001) with the age in
/// steps of 10 ms, at most 1. Single thread; does not allocate.</remarks>
public sealed class KeyFeatures
{
    /// <summary>Names these exact numbers; models remember it.</summary>
    public const string Id = "keys-256/1";

    /// <summary>Floats in a row.</summary>
    public const int Width = 2 * Pitch.Count;

    private const int OldestStep = 1000;

    // log(1 + age) / log(1001), by age in steps
    private static readonly float[] AgeCurve =
        [.. Enumerable.Range(0, OldestStep + 1).Select(age => (float)(Math.Log(1 + age) / Math.Log(1 + OldestStep)))];

    private readonly long[] onsets = new long[Pitch.Count];
    private PitchSet sounding;
    private long step;

    /// <summary>Consumes one token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The token is not 0 to 387.</exception>
    public void Advance(int token)
    {
        switch (Vocabulary.KindOf(token))
        {
            case TokenKind.NoteOn:
                sounding.Add(token);
                onsets[token] = step;
                break;
            case TokenKind.NoteOff:
                sounding.Remove(token - Vocabulary.FirstNoteOff);
                break;
            case TokenKind.TimeShift:
                step += token - Vocabulary.FirstTimeShift + 1;
                break;
        }
    }

    /// <summary>Writes the state after the last token consumed.</summary>
    /// <param name="row">256 floats.</param>
    public void Write(Span<float> row)
    {
        row = row[..Width];
        row.Clear();
        PitchSet rest = sounding;
        while (rest.TryTake(out int pitch))
        {
            row[pitch] = 1;
            row[Pitch.Count + pitch] = AgeCurve[(int)Math.Min(step - onsets[pitch], OldestStep)];
        }
    }

    /// <summary>Takes over the state of another, to roll back to it later or to go on from it.</summary>
    public void CopyFrom(KeyFeatures other)
    {
        other.onsets.CopyTo(onsets, 0);
        sounding = other.sounding;
        step = other.step;
    }

    public KeyFeatures Clone()
    {
        var copy = new KeyFeatures();
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        sounding = default;
        step = 0;
    }
}
