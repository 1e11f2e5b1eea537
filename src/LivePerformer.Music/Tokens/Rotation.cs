namespace LivePerformer.Music;

/// <summary>The angles of rotary positions (Su et al. 2021): half of the heads count notes, the other half seconds.</summary>
/// <remarks>Attention sees only differences of angles: "the note eight notes ago" in the one half, "what began two seconds
/// ago" in the other, which is how a beat looks at the beats before it.</remarks>
/// <param name="headWidth">D: numbers in a head, even.</param>
public sealed class Rotation(int headWidth)
{
    /// <summary>Names these exact angles; models remember it.</summary>
    public const string Id = "rotary-notes-seconds/1";

    private const double NotesBase = 2000;                        // wave lengths of 2 pi to 2 pi x 2000 notes
    private const double ShortestSeconds = 0.08, LongestSeconds = 60;

    private readonly double[] perNote = [.. Enumerable.Range(0, headWidth / 2).Select(i => Math.Pow(NotesBase, -2.0 * i / headWidth))];
    private readonly double[] perSecond = [.. Enumerable.Range(0, headWidth / 2)
        .Select(i => 2 * Math.PI / (ShortestSeconds * Math.Pow(LongestSeconds / ShortestSeconds, 2.0 * i / Math.Max(1, headWidth - 2))))];

    /// <summary>D / 2: angles of one head.</summary>
    public int Width { get; } = headWidth / 2;

    /// <param name="note">Place of the row, counted in notes.</param>
    /// <param name="seconds">Its onset.</param>
    /// <param name="notes">D / 2 cosines, then D / 2 sines, for the heads that count notes.</param>
    /// <param name="time">The same for those that count seconds.</param>
    public void Write(double note, double seconds, Span<float> notes, Span<float> time)
    {
        for (int i = 0; i < Width; i++)
        {
            (double sine, double cosine) = Math.SinCos(note * perNote[i]);
            (notes[i], notes[Width + i]) = ((float)cosine, (float)sine);
            (sine, cosine) = Math.SinCos(seconds * perSecond[i]);
            (time[i], time[Width + i]) = ((float)cosine, (float)sine);
        }
    }
}
