using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Deals out clips of the training recordings, at places drawn by lot, in other rooms and at other microphones each time.</summary>
/// <remarks>Which clip is the n-th of a run depends on the seed and n alone, so that a run can go on anywhere.</remarks>
/// <param name="others">Null: a piano plays in every clip.</param>
/// <param name="share">Of the clips, how many are of others.</param>
internal sealed class SoundClips(SoundDeck pianos, int seed, Augmenter augmenter, OtherSounds? others = null, double share = 0)
{
    /// <summary>How many clips were dealt out.</summary>
    public sealed record Place(long Next);

    /// <summary>Whether the n-th clip is of others: they are spread evenly.</summary>
    public bool IsOfOthers(long number) => others is not null && Math.Floor((number + 1) * share) > Math.Floor(number * share);

    /// <summary>Reads the n-th clip into a row of a batch.</summary>
    public void Fill(SoundBatch batch, int row, long number, LogMel logMel, float[] samples)
    {
#pragma warning disable CA5394 // a seeded choice is what makes a run repeatable; nothing here is secret
        var dice = new Random(unchecked((int)Mix((ulong)(uint)seed, (ulong)number)));
        Span<float> clip = samples.AsSpan(0, batch.Samples);
        SoundPiece piece;
        double stretch;
        long start = 0;
        if (IsOfOthers(number))
        {
            stretch = augmenter.Stretch(dice) * OtherSounds.Stretch(dice);
            piece = others!.Fill(clip, stretch, dice);
        }
        else
        {
            piece = pianos.Draw(dice);
            stretch = augmenter.Stretch(dice);
            start = (long)(dice.NextDouble() * Math.Max(0, piece.Samples - (batch.Samples / stretch)));
            clip[piece.Read(start, stretch, clip)..].Clear();
        }
#pragma warning restore CA5394
        bool isPlayed = augmenter.Apply(clip, dice);
        batch.Fill(row, clip, logMel, piece, isPlayed, start / (double)batch.SampleRate, stretch);
    }

    // SplitMix64 (Steele 2014): neighbours have nothing in common.
    private static ulong Mix(ulong seed, ulong number)
    {
        ulong mixed = unchecked((seed * 0x9E3779B97F4A7C15) + (number * 0xD1B54A32D192ED03) + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }
}
