using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>The same music slower and faster: as many copies as steps, evenly from one factor of time to the other.</summary>
/// <remarks>After Oore et al., "This Time with Feeling", 2018, who stretch by -5 to +5 percent. The piece as it was played
/// is always among them, once.</remarks>
/// <param name="From">0.25 to 4; 0.95 is five percent shorter.</param>
/// <param name="To">As much or more.</param>
/// <param name="Steps">1 to 32 factors, both ends among them.</param>
public sealed record StretchStep(double From, double To, int Steps)
{
    /// <summary>The factors of the copies; 1, the piece itself, is not among them.</summary>
    public IEnumerable<double> Factors() => Enumerable.Range(0, Steps)
        .Select(i => Math.Round(Steps == 1 ? From : From + ((To - From) * i / (Steps - 1)), 6))
        .Where(factor => factor != 1)
        .Distinct();

    /// <summary>Reads FROM,TO,STEPS.</summary>
    /// <exception cref="LivePerformerException">These are not three numbers in range.</exception>
    public static StretchStep Parse(string text)
    {
        string[] parts = text.Split(',');
        if (parts.Length != 3
            || !double.TryParse(parts[0], CultureInfo.InvariantCulture, out double from)
            || !double.TryParse(parts[1], CultureInfo.InvariantCulture, out double to)
            || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out int steps))
            throw new LivePerformerException($"'{text}' is no stretch. Say --stretch FROM,TO,STEPS, for example 0.95,1.05,5.");
        var stretch = new StretchStep(from, to, steps);
        stretch.Check();
        return stretch;
    }

    /// <exception cref="LivePerformerException">A number is out of range.</exception>
    public void Check()
    {
        if (!(From is >= 0.25 and <= 4) || !(To >= From && To <= 4) || Steps is < 1 or > 32)
            throw new LivePerformerException(string.Create(CultureInfo.InvariantCulture,
                $"A stretch from {From} to {To} in {Steps} steps cannot be had: --stretch takes factors from 0.25 to 4, the smaller first, and 1 to 32 steps."));
    }
}
