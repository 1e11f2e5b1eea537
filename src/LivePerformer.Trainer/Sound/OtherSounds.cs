namespace LivePerformer.Trainer;

/// <summary>People and instruments that are heard instead of a piano, or beside it: excerpts of recordings, drawn by lot.</summary>
/// <remarks>Any thread. One state of the dice, one result.</remarks>
internal sealed class OtherSounds(SoundData data, IReadOnlyList<SoundItem> items) : IDisposable
{
    private const double Octaves = 0.4;
    private const double ShortestPause = 0.03, LongestPause = 0.8;      // seconds between one recording and the next

    private readonly SoundDeck deck = new(data, items);

    /// <summary>How many times as long to read: another pitch, far up or down, makes others of the few there are.</summary>
    public static double Stretch(Random dice) => Math.Pow(2, ((2 * dice.NextDouble()) - 1) * Octaves);

    /// <summary>Fills a clip from anywhere in a recording; where that ends, another begins after a pause.</summary>
    /// <returns>The first of them.</returns>
    public SoundPiece Fill(Span<float> clip, double stretch, Random dice)
    {
        clip.Clear();
        SoundPiece first = deck.Draw(dice);
        long start = (long)(dice.NextDouble() * Math.Max(0, first.Samples - (clip.Length / stretch)));
        int at = first.Read(start, stretch, clip);
        while (at < clip.Length)
        {
            at += (int)((ShortestPause + ((LongestPause - ShortestPause) * dice.NextDouble())) * SoundData.SampleRate);
            if (at < clip.Length) at += deck.Draw(dice).Read(0, stretch, clip[at..]);
        }

        return first;
    }

    public void Dispose() => deck.Dispose();
}
