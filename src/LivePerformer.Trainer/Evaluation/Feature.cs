using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>One thing that is measured of a piece: a number, or many that are looked at together.</summary>
/// <param name="Name">Its key in reports.</param>
/// <param name="Title">What tables and plots call it, with the unit.</param>
/// <param name="Of">One number, or several of a fixed count; null where the piece has too few notes to say.</param>
internal sealed record Feature(string Name, string Title, Func<IReadOnlyList<Note>, double[]?> Of)
{
    /// <summary>All that is compared. The definitions are those of muspy and mgeval where they have them; see LivePerformer.Music's Metrics.</summary>
    public static readonly IReadOnlyList<Feature> All =
    [
        new("note_count", "notes", notes => [notes.Count]),
        Number("mean_inter_onset", "mean inter-onset, s", InterOnsets.Mean),
        Number("pitch_class_entropy", "pitch-class entropy, bits", PitchClassHistogram.Entropy),
        Number("polyphony", "polyphony, pitches", Polyphony.Mean),
        Number("polyphony_rate", "polyphony rate (> 2)", notes => Polyphony.Rate(notes)),
        Number("scale_consistency", "scale consistency", ScaleConsistency.Of),
        Number("groove_consistency", "groove consistency", GrooveConsistency.Of),
        Number("rhythmic_entropy", "rhythmic entropy, bits", InterOnsets.Entropy),
        Number("repetition_rate", "repetition rate", notes => Repetition.Rate(notes)),
        Row("pitch_class_histogram", "pitch-class histogram", PitchClassHistogram.Sounding),
        Row("pitch_class_transitions", "pitch-class transitions", notes => Histograms.Shares(PitchClassHistogram.Transitions(notes))),
        Row("note_lengths", "note lengths", NoteLengths.Histogram),
        Row("inter_onsets", "inter-onsets", InterOnsets.Histogram),
    ];

    private static Feature Number(string name, string title, Func<IReadOnlyList<Note>, double?> of) =>
        new(name, title, notes => of(notes) is { } value ? [value] : null);

    // A histogram of nothing is no point to measure distances from.
    private static Feature Row(string name, string title, Func<IReadOnlyList<Note>, double[]> of) =>
        new(name, title, notes => of(notes) is var shares && shares.Any(share => share > 0) ? shares : null);
}
