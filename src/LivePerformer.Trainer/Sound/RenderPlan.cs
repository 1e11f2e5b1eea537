using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>How much is rendered, and how it is drawn.</summary>
internal sealed record RenderPlan
{
    /// <summary>Hours of excerpts to train on; null: every performance of every split, whole.</summary>
    public double? Hours { get; init; }

    /// <summary>How long an excerpt is; a shorter performance is taken whole.</summary>
    public double ExcerptSeconds { get; init; } = 180;

    /// <summary>Of excerpts; only with <see cref="Hours"/>.</summary>
    public double ValidationMinutes { get; init; } = 30;

    /// <summary>Likewise.</summary>
    public double TestMinutes { get; init; } = 30;

    /// <summary>The whole piano is tuned up to so many cents higher or lower.</summary>
    public double Cents { get; init; } = 20;

    /// <summary>So many random variations of the pianos are trained on beside them.</summary>
    public int Variations { get; init; }

    /// <summary>One seed, one set of recordings.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Seconds of excerpts of a split; null: everything.</summary>
    public double? SecondsOf(string split) => Hours is not { } hours ? null
        : split switch { "train" => 3600 * hours, "validation" => 60 * ValidationMinutes, _ => 60 * TestMinutes };

    public string InWords => string.Create(CultureInfo.InvariantCulture,
        $"{(Hours is { } hours ? $"{hours} h of excerpts of {ExcerptSeconds} s, {ValidationMinutes} and {TestMinutes} min to validate and test" : "whole performances")}, tuned within {Cents} cents{(Variations > 0 ? $", {Variations} variations" : "")}, seed {Seed}");

    /// <exception cref="LivePerformerException">A number is out of range.</exception>
    public RenderPlan Checked()
    {
        if (Hours is { } hours && !(hours is > 0 and <= 10_000)) throw Fault("--hours", "more than 0, and at most 10000");
        if (!(ExcerptSeconds is >= 5 and <= 3600)) throw Fault("--excerpt", "5 to 3600 seconds");
        if (!(ValidationMinutes is >= 0 and <= 6000)) throw Fault("--validation-minutes", "0 to 6000");
        if (!(TestMinutes is >= 0 and <= 6000)) throw Fault("--test-minutes", "0 to 6000");
        if (Variations is < 0 or > 1000) throw Fault("--vary", "0 to 1000 variations");
        return this;
    }

    private static LivePerformerException Fault(string option, string range) => new($"{option} takes {range}.");
}
