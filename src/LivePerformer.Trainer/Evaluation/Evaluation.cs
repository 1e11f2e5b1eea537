using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>Scores an exported model, as the host plays it, on one split of a MAESTRO folder.</summary>
public static class Evaluation
{
    /// <param name="report">Called with the fraction that is done, 0 to 1.</param>
    /// <param name="warn">Called with one line for each piece that had to be left out.</param>
    /// <exception cref="LivePerformerException">The data set is missing, or has no readable piece in this split.</exception>
    public static EvaluationReport Run(ModelFolder model, string maestro, string split, Action<double>? report = null, Action<string>? warn = null, CancellationToken stop = default)
    {
        MaestroPiece[] rows = [.. MaestroTable.Read(maestro).Where(row => row.Split == split)];
        TokenPiece[] pieces = [.. rows.AsParallel().AsOrdered().WithCancellation(stop).Select(row => Preparation.Tokens(maestro, row, warn)).OfType<TokenPiece>()];
        if (pieces.Length == 0) throw new LivePerformerException($"'{maestro}' has no readable piece in the split '{split}'. The splits are {string.Join(", ", MaestroTable.Splits)}.");

        long tokens = pieces.Sum(piece => (long)piece.Tokens.Length);
        IReadOnlyList<Score> scores = new Scorer(model).Score([.. pieces.Select(piece => Array.ConvertAll(piece.Tokens, token => (int)token))], done =>
        {
            stop.ThrowIfCancellationRequested();
            report?.Invoke((double)done / tokens);
        });
        double nats = scores.Sum(score => score.Nats);
        if (!double.IsFinite(nats))
            throw new LivePerformerException($"Model '{model.Manifest.Name}' gives no number for some token of '{split}': its weights are damaged. Export it again, from a run whose loss is a number.");
        return new EvaluationReport
        {
            Model = model.Manifest.Name,
            Sha256 = model.Manifest.Sha256,
            Tokenizer = model.Manifest.Tokenizer,
            Split = split,
            Pieces = pieces.Length,
            LeftOut = rows.Length - pieces.Length,
            Tokens = scores.Sum(score => score.Tokens),
            Notes = pieces.Sum(piece => (long)piece.Notes),
            Seconds = Math.Round(pieces.Sum(piece => piece.Seconds), 2),
            Nats = nats,
        };
    }
}
