using System.Globalization;
using LivePerformer.Core;

namespace LivePerformer.Trainer;

/// <summary>Loss and accuracy over time as a CSV file: one row every few steps, one for each validation.</summary>
public sealed class LossCurve
{
    public const string FileName = "loss.csv";
    private const string Head = "step,tokens,trained_seconds,rate,train_nats,validation_nats,accuracy";

    private readonly string path;
    private readonly string remedy;

    /// <summary>Opens or begins the curve in a run's folder; rows behind <paramref name="step"/> belong to work that was lost and go.</summary>
    /// <param name="remedy">What to do where it cannot be written.</param>
    public LossCurve(string folder, int step, string remedy = WholeFile.MakeRoomAndResume)
    {
        this.remedy = remedy;
        path = Path.Combine(folder, FileName);
        // A curve that was begun before there was a column for the accuracy gets it, empty.
        string[] kept = !File.Exists(path) ? [] : [.. File.ReadLines(path).Skip(1)
            .Where(row => int.TryParse(row.AsSpan(0, Math.Max(0, row.IndexOf(','))), CultureInfo.InvariantCulture, out int at) && at <= step)
            .Select(row => row.Count(sign => sign == ',') == 5 ? row + "," : row)];
        WholeFile.Write(path, string.Concat(new[] { Head }.Concat(kept).Select(row => row + "\n")), remedy);
    }

    /// <summary>One row.</summary>
    /// <param name="Seconds">Trained seconds.</param>
    /// <param name="Train">Mean training loss since the last such row, nats per token, or NaN.</param>
    /// <param name="Validation">Validation loss of the averaged weights, or NaN.</param>
    /// <param name="Accuracy">Share of tokens thought the likeliest before they came, of the loss in this row; NaN in old files.</param>
    public readonly record struct Row(int Step, long Tokens, double Seconds, double Rate, double Train, double Validation, double Accuracy);

    /// <param name="train">Mean training loss since the last row, nats per token, or null.</param>
    /// <param name="validation">Validation loss of the averaged weights, or null.</param>
    /// <param name="accuracy">That of the one or the other.</param>
    /// <exception cref="LivePerformerException">The file cannot be written.</exception>
    public void Add(Progress progress, double rate, double? train, double? validation, double accuracy)
    {
        try
        {
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture,
                $"{progress.Steps},{progress.Tokens},{progress.Seconds:F1},{rate:G4},{train:F4},{validation:F4},{accuracy:F4}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LivePerformerException($"Cannot write '{path}' ({e.Message}). {remedy}", e);
        }
    }

    /// <summary>All rows of a run's curve; a row cut short by a crash is passed over.</summary>
    public static IReadOnlyList<Row> Read(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, FileName)).Skip(1).Select(row => row.Split(',')).Where(field => field.Length >= 6)
            .Select(field => new Row((int)Number(field[0]), (long)Number(field[1]), Number(field[2]), Number(field[3]), Number(field[4]), Number(field[5]),
                field.Length > 6 ? Number(field[6]) : double.NaN))];

    private static double Number(string field) =>
        double.TryParse(field, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
