using LivePerformer.Core;
using LivePerformer.Inference;

namespace LivePerformer.Trainer;

/// <summary>Scores an exported model, as the host plays it, on one split of a data set.</summary>
public static class Evaluation
{
    /// <param name="report">Called with the fraction that is done, 0 to 1.</param>
    /// <param name="warn">Called with one line for each piece that had to be left out.</param>
    /// <exception cref="LivePerformerException">The data set is missing, or has no readable piece in this split.</exception>
    public static EvaluationReport Run(ModelFolder model, PieceSource source, string split, Action<double>? report = null, Action<string>? warn = null, CancellationToken stop = default)
    {
        TokenPiece[] pieces = Preparation.Read(source, split, PreparationSteps.To(model.Manifest.Standard), warn, stop);
        if (pieces.Length == 0) throw new LivePerformerException($"'{source.Folder}' has no readable piece in the split '{split}'. The splits are {string.Join(", ", MaestroTable.Splits)}.");

        long tokens = pieces.Sum(piece => (long)piece.Tokens.Length);
        IReadOnlyList<Score> scores = new Scorer(model, stop: stop).Score([.. pieces.Select(piece => Array.ConvertAll(piece.Tokens, token => (int)token))],
            done => report?.Invoke((double)done / tokens));
        double nats = scores.Sum(score => score.Nats);
        if (!double.IsFinite(nats))
            throw new LivePerformerException($"Model '{model.Manifest.Name}' gives no number for some token of '{split}': its weights are damaged. Export it again, from a run whose loss is a number.");
        return new EvaluationReport
        {
            Model = model.Manifest.Name,
            Sha256 = model.Manifest.Sha256,
            Tokenizer = model.Manifest.Tokenizer,
            Data = source.Name,
            Standard = model.Manifest.Standard,
            Split = split,
            Pieces = pieces.Length,
            LeftOut = source.Pieces.Count(piece => piece.Split == split) - pieces.Length,
            Tokens = scores.Sum(score => score.Tokens),
            Notes = pieces.Sum(piece => (long)piece.Notes),
            Seconds = Math.Round(pieces.Sum(piece => piece.Seconds), 2),
            Nats = nats,
        };
    }
}
