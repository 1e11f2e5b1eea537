using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>Performances of a MAESTRO folder, played on several pianos by the built-in synthesizer.</summary>
/// <remarks>The seed draws the order of the performances, the excerpt of each, its piano (every piano comes round before one comes
/// again), tuning, place between the channels, and peak level. Validation comes first, then test, then training.</remarks>
internal sealed class RenderedPerformances
{
    private const string Rules = "render/1";
    private const double Tail = 2;          // seconds after the last key or pedal of a whole performance
    private const double LowestPeak = -12, HighestPeak = -1;

    private readonly string folder;
    private readonly RenderPlan plan;

    private RenderedPerformances(string folder, RenderPlan plan)
    {
        this.folder = folder;
        this.plan = plan;
    }

    private sealed record Draw(string Name, MaestroPiece Performance, Piano Piano, double From, double Seconds);

    /// <param name="pianos">For training and validation, and for the test where none is held out.</param>
    /// <param name="heldOut">For the test alone.</param>
    /// <exception cref="LivePerformerException">The data set is missing, or a piano is in both lists.</exception>
    public static SoundSource Source(string folder, IReadOnlyList<Piano> pianos, IReadOnlyList<Piano> heldOut, RenderPlan plan)
    {
        plan.Checked();
        if (heldOut.FirstOrDefault(piano => pianos.Any(other => other.Fingerprint == piano.Fingerprint)) is { } both)
            throw new LivePerformerException($"The piano '{both.Name}' is held out for the test and named for training too. Name it once.");

        IReadOnlyList<MaestroPiece> table = MaestroTable.Read(folder);
        var source = new RenderedPerformances(folder, plan);
        IReadOnlyList<Piano> tested = heldOut.Count > 0 ? heldOut : pianos;
        IEnumerable<SoundJob> jobs = new[] { ("validation", pianos), ("test", tested), ("train", pianos) }
            .SelectMany(split => source.Draws(split.Item1, table, split.Item2).Select(draw => source.Job(split.Item1, draw)));
        string licence = $"performances {Licence.Of(folder)}; pianos "
            + string.Join(", ", pianos.Concat(heldOut).Select(piano => $"{piano.Name} {piano.Licence}").Distinct());
        return new($"{new DirectoryInfo(folder).Name} ({MaestroTable.FileName}), rendered", licence, $"{Rules}: {plan.InWords}"
            + (heldOut.Count > 0 ? $"; held out for the test: {string.Join(", ", heldOut.Select(piano => piano.Name))}" : ""), [.. jobs]);
    }

    private IEnumerable<Draw> Draws(string split, IReadOnlyList<MaestroPiece> table, IReadOnlyList<Piano> pianos)
    {
        MaestroPiece[] performances = [.. table.Where(row => row.Split == split)];
        Random dice = Dice(split);
        Queue<Piano> deck = new();
        double left = plan.SecondsOf(split) ?? double.PositiveInfinity;
        for (int number = 1; left > 0 && performances.Length > 0;)
        {
            dice.Shuffle(performances);
            foreach (MaestroPiece performance in performances)
            {
                if (left <= 0) break;
                if (deck.Count == 0) deck = new(Shuffled(pianos, dice));

                double length = Math.Min(performance.Seconds, double.IsInfinity(left) ? double.PositiveInfinity : Math.Min(left, plan.ExcerptSeconds));
                double from = Math.Round(dice.NextDouble() * Math.Max(0, performance.Seconds - length), 3);
                Piano piano = deck.Dequeue();
                string name = Path.ChangeExtension(performance.MidiFile, null).Replace('/', '_');
                yield return new(PlainName.Of(string.Create(CultureInfo.InvariantCulture, $"{number++:00000}_{name}_{from:0000}s_{piano.Name}")), performance, piano, from, length);
                left -= length;
            }

            if (double.IsInfinity(left)) break;
        }
    }

    private SoundJob Job(string split, Draw draw)
    {
        string path = Path.Combine(folder, draw.Performance.MidiFile);
        var file = new FileInfo(path);
        string madeOf = string.Join('\n', Rules, draw.Performance.MidiFile, file.Exists ? file.Length : -1, file.Exists ? file.LastWriteTimeUtc.Ticks : 0,
            draw.Piano.Fingerprint, draw.From.ToString("R", CultureInfo.InvariantCulture), draw.Seconds.ToString("R", CultureInfo.InvariantCulture), plan.Cents, plan.Seed, plan.Hours is null);
        return new(draw.Name, split, draw.Seconds, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(madeOf))), stop => Make(path, draw, stop));
    }

    private Recording Make(string path, Draw draw, CancellationToken stop)
    {
        Performance performance = Performance.FromMessages(PieceFile.Messages(path));
        double end = performance.End.Seconds + Tail;
        double seconds = plan.Hours is null ? end : Math.Min(draw.Seconds, end), from = Math.Min(draw.From, end - seconds);
        PlayedExcerpt excerpt = PlayedExcerpt.Of(performance.Events, from, seconds);
        if (excerpt.Labels.Notes.Count == 0) throw new LivePerformerException($"'{path}' has no notes from {from:F0} s on.");

        Random dice = Dice(draw.Name);
        double cents = Math.Round(plan.Cents * ((2 * dice.NextDouble()) - 1), 2);
        float balance = 0.3f + (0.4f * dice.NextSingle());
        double peak = Math.Round(LowestPeak + ((HighestPeak - LowestPeak) * dice.NextDouble()), 2);
        float[] sound = PerformanceRenderer.Render(draw.Piano, excerpt, cents, balance, stop);
        float highest = sound.Max(MathF.Abs), gain = (float)Math.Pow(10, peak / 20) / MathF.Max(highest, 1e-6f);
        for (int i = 0; i < sound.Length; i++) sound[i] *= gain;
        return new(sound, excerpt.Labels, new("", "", draw.Piano.Name, 0, 0, "")
        {
            Performance = draw.Performance.MidiFile, From = from, Cents = cents, PeakDecibels = peak,
        });
    }

    private Random Dice(string name) => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Seed}\n{name}"))));

    private static Piano[] Shuffled(IReadOnlyList<Piano> pianos, Random dice)
    {
        Piano[] deck = [.. pianos];
        dice.Shuffle(deck);
        return deck;
    }
}
