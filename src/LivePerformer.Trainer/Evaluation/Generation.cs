using LivePerformer.Core;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Trainer;

/// <summary>What a model played on with, beside what was really played on with: the same number of pieces, equally long.</summary>
public sealed record Generation
{
    public required GenerationPlan Plan { get; init; }

    /// <summary>The pieces whose beginnings were heard: spread evenly over the split's table, of those that are long enough.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required SetComparison Comparison { get; init; }

    /// <remarks>Both sides go through the tokens' grid: pedal applied, steps of 10 ms, 32 velocities. Times count from the
    /// moment at which the model begins; a note that lasts beyond the end is cut there. A model that learned from one key
    /// or touch hears the beginning, and is heard, as on stage: what it plays is in the piece's key.</remarks>
    /// <param name="report">Called with the fraction that is done, 0 to 1.</param>
    /// <param name="warn">Called with one line for each piece that had to be left out, and where fewer are long enough than asked for.</param>
    /// <exception cref="LivePerformerException">The data set is missing, no piece is long enough, the plan makes no sense, or the model failed.</exception>
    public static Generation Run(ModelFolder model, PieceSource source, string split, GenerationPlan plan, Action<double>? report = null, Action<string>? warn = null, CancellationToken stop = default)
    {
        plan.Check();
        double needed = plan.PromptSeconds + plan.Seconds;
        TokenPiece[] pieces = [.. Preparation.Read(source, split, PreparationSteps.None, warn, stop).Where(piece => piece.Seconds >= needed)];
        if (pieces.Length == 0) throw new LivePerformerException($"No piece of the split '{split}' lasts {needed} s. Choose a smaller --prompt-seconds or --seconds.");
        if (pieces.Length < plan.Pieces) warn?.Invoke($"only {pieces.Length} pieces of the split '{split}' last {needed} s; {plan.Pieces} were asked for");

        TokenPiece[] chosen = Even.Spread(pieces, plan.Pieces);
        TimePoint begin = TimePoint.FromSeconds(plan.PromptSeconds);
        TimeSpan length = TimeSpan.FromSeconds(plan.Seconds);
        var real = new List<IReadOnlyList<Note>>();
        var made = new List<IReadOnlyList<Note>>();
        foreach (TokenPiece piece in chosen)
        {
            stop.ThrowIfCancellationRequested();
            List<Note> notes = PerformanceTokenizer.Decode(Array.ConvertAll(piece.Tokens, token => (int)token));
            var sampling = new SamplerOptions(plan.Temperature, plan.TopP, plan.Seed + (ulong)made.Count);
            real.Add(Excerpt.Of(notes, begin, length));
            made.Add(Excerpt.Of(Continuation.Play(model, notes, begin, length, sampling), begin, length));
            report?.Invoke((double)made.Count / chosen.Length);
        }

        return new() { Plan = plan, Names = [.. chosen.Select(piece => piece.Name)], Comparison = SetComparison.Of(made, real, stop: stop) };
    }
}
