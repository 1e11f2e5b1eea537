namespace LivePerformer.Trainer;

/// <summary>Variations of pianos while they are played: made when they are asked for, dropped when others are.</summary>
/// <remarks>Any thread. One is made at a time, on all cores; no more are kept than there are performances being rendered, so that the
/// performances of one should follow each other.</remarks>
internal sealed class VariationShelf(IReadOnlyList<Piano> pianos, Func<int, int> seed)
{
    private readonly Lock gate = new(), making = new();
    private readonly Dictionary<int, Place> places = [];
    private readonly Dictionary<string, PianoNotes> notes = [];     // by fingerprint

    /// <summary>The piano that a variation is made of: they take turns.</summary>
    /// <param name="number">From 1.</param>
    public Piano Origin(int number) => pianos[(number - 1) % pianos.Count];

    public int Seed(int number) => seed(number);

    /// <summary>Plays on a variation.</summary>
    /// <exception cref="Core.LivePerformerException">Its piano has keys without sound.</exception>
    public T Play<T>(int number, Func<Piano, PianoVariation, T> play, CancellationToken stop)
    {
        Place place = Take(number);
        try
        {
            if (Volatile.Read(ref place.Piano) is null)
            {
                lock (making)
                {
                    if (place.Piano is null) Make(place, number, stop);
                }
            }

            return play(place.Piano!, place.Variation!);
        }
        finally
        {
            lock (gate) place.Players--;
        }
    }

    private Place Take(int number)
    {
        lock (gate)
        {
            foreach ((int other, Place idle) in places.Where(each => each.Key != number && each.Value.Players == 0).ToArray())
            {
                places.Remove(other);
                idle.Piano?.Font.Dispose();
            }

            if (!places.TryGetValue(number, out Place? place)) places[number] = place = new();
            place.Players++;
            return place;
        }
    }

    private void Make(Place place, int number, CancellationToken stop)
    {
        Piano origin = Origin(number);
        if (!notes.TryGetValue(origin.Fingerprint, out PianoNotes? own)) notes[origin.Fingerprint] = own = PianoNotes.Of(origin, stop);
        place.Variation = new(seed(number), own);
        Volatile.Write(ref place.Piano, origin.With(VariedPiano.Make(own, place.Variation, stop)));
        GC.Collect();   // it was made of three times its size, and the collector lets many of those lie while there is memory
    }

    private sealed class Place
    {
        public int Players;
        public Piano? Piano;
        public PianoVariation? Variation;
    }
}
