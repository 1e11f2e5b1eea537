using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>One piece in numbers.</summary>
/// <param name="Key">The key it was played in, as Krumhansl and Schmuckler's algorithm finds it.</param>
/// <param name="Durations">Notes by duration; the bounds are in <see cref="DurationBounds"/>.</param>
/// <param name="Velocities">Notes by velocity bin, 32.</param>
/// <param name="PitchClassHistogram">Notes by pitch class, from C, as they stand in the tokens.</param>
public sealed record PieceSummary(string Split, int Notes, int LowestPitch, int HighestPitch, int LowestVelocity, int HighestVelocity,
    MusicalKey? Key, IReadOnlyList<int> Durations, IReadOnlyList<int> Velocities, IReadOnlyList<int> PitchClassHistogram)
{
    /// <summary>Seconds at which a histogram of durations goes on to its next bar: four bars an octave of time, from 10 ms.</summary>
    public static IReadOnlyList<double> DurationBounds { get; } = [.. Enumerable.Range(1, 44).Select(i => 0.01 * Math.Pow(2, i / 4.0))];

    internal static PieceSummary Of(string split, TokenData.Piece entry, ushort[] tokens)
    {
        List<Note> notes = PerformanceTokenizer.Decode(Array.ConvertAll(tokens, token => (int)token));
        int[] durations = new int[DurationBounds.Count + 1], velocities = new int[Vocabulary.VelocityBins], classes = new int[KeyProfile.PitchClasses];
        var estimate = new KeyEstimate();
        var standard = new Standardization(entry.Semitones ?? 0);
        foreach (Note note in notes)
        {
            estimate.Add(standard.Back(note));
            durations[DurationBounds.TakeWhile(bound => note.Duration.TotalSeconds >= bound - 1e-9).Count()]++;
            velocities[Vocabulary.VelocityBin(note.Velocity)]++;
            classes[note.Pitch.Number % KeyProfile.PitchClasses]++;
        }

        MusicalKey? key = entry.Key is { } named ? MusicalKey.TryParse(named, out MusicalKey parsed) ? parsed : null
            : estimate.TryFind(out MusicalKey found, out _) ? found : null;
        return new(split, notes.Count, notes.Min(note => note.Pitch.Number), notes.Max(note => note.Pitch.Number),
            notes.Min(note => note.Velocity), notes.Max(note => note.Velocity), key, durations, velocities, classes);
    }
}
