using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Performances of a MAESTRO folder, played on several pianos by the built-in synthesizer.</summary>
/// <remarks>The seed draws the order of the performances, the excerpt of each, its piano (every piano comes round before one comes
/// again), tuning, place between the channels, and peak level. Validation comes first, then test, then training. In training, variations
/// come round as more pianos would, but the performances of one follow each other.</remarks>
internal sealed class RenderedPerformances
{
    private const string Rules = "render/1", VariationRules = "vary/1";
    private const double Tail = 2;          // seconds after the last key or pedal of a whole performance
    private const double LowestPeak = -12, HighestPeak = -1;

    private readonly string folder;
    private readonly RenderPlan plan;
    private readonly VariationShelf variations;

    private RenderedPerformances(string folder, RenderPlan plan, IReadOnlyList<Piano> pianos)
    {
        this.folder = folder;
        this.plan = plan;
        variations = new(pianos, number => Dice($"variation {number}").Next());
    }

    /// <param name="Variation">0: the piano as it is.</param>
    private readonly record struct Instrument(Piano Piano, int Variation)
    {
        public string Name => Variation == 0 ? Piano.Name : $"{Piano.Name}_variation{Variation}";
    }

    private sealed record Draw(MaestroPiece Performance, Instrument Instrument, double From, double Seconds)
    {
        public string Name(int number) => PlainName.Of(string.Create(CultureInfo.InvariantCulture,
            $"{number:00000}_{Path.ChangeExtension(Performance.MidiFile, null).Replace('/', '_')}_{From:0000}s_{Instrument.Name}"));
    }

    /// <param name="pianos">For training and validation, and for the test where none is held out.</param>
    /// <param name="heldOut">For the test alone.</param>
    /// <exception cref="LivePerformerException">The data set is missing, or a piano is in both lists.</exception>
    public static SoundSource Source(string folder, IReadOnlyList<Piano> pianos, IReadOnlyList<Piano> heldOut, RenderPlan plan)
    {
        plan.Checked();
        if (heldOut.FirstOrDefault(piano => pianos.Any(other => other.Fingerprint == piano.Fingerprint)) is { } both)
            throw new LivePerformerException($"The piano '{both.Name}' is held out for the test and named for training too. Name it once.");

        IReadOnlyList<MaestroPiece> table = MaestroTable.Read(folder);
        var source = new RenderedPerformances(folder, plan, pianos);
        Instrument[] asTheyAre = [.. pianos.Select(piano => new Instrument(piano, 0))];
        Instrument[] tested = heldOut.Count > 0 ? [.. heldOut.Select(piano => new Instrument(piano, 0))] : asTheyAre;
        Instrument[] trained = [.. asTheyAre, .. Enumerable.Range(1, plan.Variations).Select(number => new Instrument(source.variations.Origin(number), number))];
        IEnumerable<SoundJob> jobs = new[] { ("validation", asTheyAre), ("test", tested), ("train", trained) }
            .SelectMany(split => InRows([.. source.Draws(split.Item1, table, split.Item2)]).Select((draw, i) => source.Job(split.Item1, draw.Name(i + 1), draw)));
        string licence = $"performances {Licence.Of(folder)}; pianos "
            + string.Join(", ", pianos.Concat(heldOut).Select(piano => $"{piano.Name} {piano.Licence}").Distinct());
        return new($"{new DirectoryInfo(folder).Name} ({MaestroTable.FileName}), rendered", licence, $"{Rules}: {plan.InWords}"
            + (heldOut.Count > 0 ? $"; held out for the test: {string.Join(", ", heldOut.Select(piano => piano.Name))}" : ""), [.. jobs]);
    }

    /// <summary>A variation's performances one behind the other, where variations were drawn: it is made once, and the mixture stays.</summary>
    private static IEnumerable<Draw> InRows(Draw[] draws)
    {
        Queue<Draw> varied = new(draws.Where(draw => draw.Instrument.Variation > 0).GroupBy(draw => draw.Instrument.Variation).SelectMany(row => row));
        return draws.Select(draw => draw.Instrument.Variation > 0 ? varied.Dequeue() : draw);
    }

    private IEnumerable<Draw> Draws(string split, IReadOnlyList<MaestroPiece> table, Instrument[] instruments)
    {
        MaestroPiece[] performances = [.. table.Where(row => row.Split == split)];
        Random dice = Dice(split);
        Queue<Instrument> deck = new();
        double left = plan.SecondsOf(split) ?? double.PositiveInfinity;
        while (left > 0 && performances.Length > 0)
        {
            dice.Shuffle(performances);
            foreach (MaestroPiece performance in performances)
            {
                if (left <= 0) break;
                if (deck.Count == 0) deck = new(Shuffled(instruments, dice));

                double length = Math.Min(performance.Seconds, double.IsInfinity(left) ? double.PositiveInfinity : Math.Min(left, plan.ExcerptSeconds));
                double from = Math.Round(dice.NextDouble() * Math.Max(0, performance.Seconds - length), 3);
                yield return new(performance, deck.Dequeue(), from, length);
                left -= length;
            }

            if (double.IsInfinity(left)) break;
        }
    }

    private SoundJob Job(string split, string name, Draw draw)
    {
        string path = Path.Combine(folder, draw.Performance.MidiFile);
        var file = new FileInfo(path);
        string madeOf = string.Join('\n', Rules, draw.Performance.MidiFile, file.Exists ? file.Length : -1, file.Exists ? file.LastWriteTimeUtc.Ticks : 0,
            draw.Instrument.Piano.Fingerprint, draw.From.ToString("R", CultureInfo.InvariantCulture), draw.Seconds.ToString("R", CultureInfo.InvariantCulture), plan.Cents, plan.Seed, plan.Hours is null);
        if (draw.Instrument.Variation is > 0 and var number) madeOf = string.Join('\n', madeOf, VariationRules, variations.Seed(number));
        return new(name, split, draw.Seconds, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(madeOf))), stop => Make(path, name, draw, stop));
    }

    private Recording Make(string path, string name, Draw draw, CancellationToken stop)
    {
        Performance performance = Performance.FromMessages(PieceFile.Messages(path));
        double end = performance.End.Seconds + Tail;
        double seconds = plan.Hours is null ? end : Math.Min(draw.Seconds, end), from = Math.Min(draw.From, end - seconds);
        PlayedExcerpt excerpt = PlayedExcerpt.Of(performance.Events, from, seconds);
        if (excerpt.Labels.Notes.Count == 0) throw new LivePerformerException($"'{path}' has no notes from {from:F0} s on.");

        return draw.Instrument.Variation is > 0 and var number
            ? variations.Play(number, (piano, variation) => Play(name, draw, piano, from, excerpt, variation.Facts(number), stop), stop)
            : Play(name, draw, draw.Instrument.Piano, from, excerpt, null, stop);
    }

    private Recording Play(string name, Draw draw, Piano piano, double from, PlayedExcerpt excerpt, SoundVariation? variation, CancellationToken stop)
    {
        Random dice = Dice(name);
        double cents = Math.Round(plan.Cents * ((2 * dice.NextDouble()) - 1), 2);
        float balance = 0.3f + (0.4f * dice.NextSingle());
        double peak = Math.Round(LowestPeak + ((HighestPeak - LowestPeak) * dice.NextDouble()), 2);
        if (variation is not null) cents = variation.Tuning;
        float[] sound = PerformanceRenderer.Render(piano, excerpt, cents, balance, stop);
        float highest = sound.Max(MathF.Abs), gain = (float)Math.Pow(10, peak / 20) / MathF.Max(highest, 1e-6f);
        for (int i = 0; i < sound.Length; i++) sound[i] *= gain;
        return new(sound, excerpt.Labels, new("", "", piano.Name, 0, 0, "")
        {
            Performance = draw.Performance.MidiFile, From = from, Cents = cents, Variation = variation, PeakDecibels = peak,
        });
    }

    private Random Dice(string name) => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Seed}\n{name}"))));

    private static Instrument[] Shuffled(Instrument[] instruments, Random dice)
    {
        Instrument[] deck = [.. instruments];
        dice.Shuffle(deck);
        return deck;
    }
}
