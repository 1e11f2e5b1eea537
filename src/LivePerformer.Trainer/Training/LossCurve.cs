using System.Globalization;

namespace LivePerformer.Trainer;

/// <summary>The loss over time as a CSV file: one row every few steps, one for each validation.</summary>
public sealed class LossCurve
{
    public const string FileName = "loss.csv";
    private const string Head = "step,tokens,trained_seconds,rate,train_nats,validation_nats";

    private readonly string path;

    /// <summary>Opens or begins the curve in a run's folder; rows behind <paramref name="step"/> belong to work that was lost and go.</summary>
    public LossCurve(string folder, int step)
    {
        path = Path.Combine(folder, FileName);
        string[] kept = !File.Exists(path) ? [] : [.. File.ReadLines(path).Skip(1)
            .Where(row => int.TryParse(row.AsSpan(0, Math.Max(0, row.IndexOf(','))), CultureInfo.InvariantCulture, out int at) && at <= step)];
        File.WriteAllLines(path, [Head, .. kept]);
    }

    /// <param name="train">Mean training loss since the last row, nats per token, or null.</param>
    /// <param name="validation">Validation loss of the averaged weights, or null.</param>
    public void Add(Progress progress, double rate, double? train, double? validation) => File.AppendAllText(path, string.Create(
        CultureInfo.InvariantCulture, $"{progress.Steps},{progress.Tokens},{progress.Seconds:F1},{rate:G4},{train:F4},{validation:F4}\n"));

    /// <summary>All rows: step, training loss, validation loss; NaN where a row has none.</summary>
    public static IReadOnlyList<(double Step, double Train, double Validation)> Read(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, FileName)).Skip(1).Select(row => row.Split(','))
            .Select(field => (Number(field[0]), Number(field[4]), Number(field[5])))];

    private static double Number(string field) =>
        double.TryParse(field, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
