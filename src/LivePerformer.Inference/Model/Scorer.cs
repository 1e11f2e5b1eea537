using System.Collections.Concurrent;
using System.Numerics.Tensors;
using LivePerformer.Music;
using Microsoft.ML.OnnxRuntime;

namespace LivePerformer.Inference;

/// <summary>Asks a model how surprised it is by what was really played.</summary>
/// <remarks>Each piece starts from silence and carries its memory to its end. Nothing precedes the first token, so it costs
/// log(388). Several pieces run side by side; as one ends, the next takes its place. Single thread.</remarks>
public sealed class Scorer(ModelFolder folder, int batch = 16, int chunk = 256, CancellationToken stop = default)
{
    /// <param name="pieces">Token ids of each piece; an empty piece costs nothing.</param>
    /// <param name="progress">Told the number of tokens scored so far, after each run.</param>
    /// <returns>The score of each piece, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A token is not 0 to 387.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<Score> Score(IReadOnlyList<IReadOnlyList<int>> pieces, Action<long>? progress = null)
    {
        if (folder.Manifest.Kind != LstmContract.Kind) return ScoreApart(pieces, progress);

        var scores = new Score[pieces.Count];
        for (int i = 0; i < pieces.Count; i++) scores[i] = pieces[i].Count > 0 ? new(Math.Log(LstmContract.Vocabulary), 1) : default;

        // The longest first: the short ones fill the gaps at the end.
        var waiting = new Queue<int>(Enumerable.Range(0, pieces.Count).Where(i => pieces[i].Count > 1).OrderByDescending(i => pieces[i].Count));
        int lanes = Math.Min(batch, waiting.Count);
        if (lanes == 0) return scores;

        int layers = folder.Manifest.Layers, hidden = folder.Manifest.Hidden;
        using var loan = new ArrayLoan(folder.Arrays);
        var tensors = new LstmTensors(layers, hidden, lanes, lanes * chunk, loan);
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var run = new LstmRun(folder.Network, lanes, chunk, tensors, fromFirst: true);
        var keys = new KeyFeatures[lanes];
        var piece = new int[lanes];
        var at = new int[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            keys[lane] = new KeyFeatures();
            piece[lane] = -1;
        }

        long done = 0;
        while (Fill())
        {
            stop.ThrowIfCancellationRequested();
            run.Run(folder.Network, options);
            for (int lane = 0; lane < lanes; lane++) Take(lane);
            tensors.H1.CopyTo(tensors.H0, 0);
            tensors.C1.CopyTo(tensors.C0, 0);
            progress?.Invoke(done);
        }

        return scores;

        // Lays the next tokens of each piece side by side; behind the end of a piece lie tokens nobody asks about.
        bool Fill()
        {
            bool any = false;
            for (int lane = 0; lane < lanes; lane++)
            {
                if (piece[lane] < 0 && waiting.TryDequeue(out int next)) Begin(lane, next);
                if (piece[lane] < 0) continue;

                any = true;
                IReadOnlyList<int> tokens = pieces[piece[lane]];
                int count = Math.Min(chunk, tokens.Count - 1 - at[lane]);
                for (int t = 0; t < count; t++)
                {
                    int row = (lane * chunk) + t;
                    tensors.Tokens[row] = tokens[at[lane] + t];
                    keys[lane].Advance(tokens[at[lane] + t]);
                    keys[lane].Write(tensors.Keys.AsSpan(row * LstmContract.KeyFeatures, LstmContract.KeyFeatures));
                }
            }

            return any;
        }

        void Begin(int lane, int next)
        {
            piece[lane] = next;
            at[lane] = 0;
            keys[lane].Reset();
            for (int layer = 0; layer < layers; layer++)
            {
                tensors.H0.AsSpan(((layer * lanes) + lane) * hidden, hidden).Clear();
                tensors.C0.AsSpan(((layer * lanes) + lane) * hidden, hidden).Clear();
            }
        }

        void Take(int lane)
        {
            if (piece[lane] < 0) return;

            IReadOnlyList<int> tokens = pieces[piece[lane]];
            int count = Math.Min(chunk, tokens.Count - 1 - at[lane]);
            double nats = 0;
            for (int t = 0; t < count; t++)
            {
                int row = (lane * chunk) + t;
                ReadOnlySpan<float> logits = tensors.Logits.AsSpan(row * LstmContract.Vocabulary, LstmContract.Vocabulary);
                nats += Surprise(logits, tokens[at[lane] + t + 1]);
            }

            scores[piece[lane]] += new Score(nats, count);
            at[lane] += count;
            done += count;
            if (at[lane] == tokens.Count - 1) piece[lane] = -1;
        }
    }

    // Attention has no rows of many pieces to gain from: each piece has a session of its own, and each core a piece.
    private Score[] ScoreApart(IReadOnlyList<IReadOnlyList<int>> pieces, Action<long>? progress)
    {
        var scores = new Score[pieces.Count];
        long done = 0;
        object gate = new();
        int[] longestFirst = [.. Enumerable.Range(0, pieces.Count).OrderByDescending(i => pieces[i].Count)];
        var waiting = new ConcurrentQueue<int>(longestFirst);
        Parallel.For(0, Math.Min(Environment.ProcessorCount, pieces.Count), new ParallelOptions { CancellationToken = stop }, worker =>
        {
            using ModelSession session = folder.NewSession();
            while (waiting.TryDequeue(out int i))
            {
                int[] tokens = [.. pieces[i]];
                foreach (int token in tokens) Vocabulary.KindOf(token);
                if (tokens.Length == 0) continue;

                session.Reset();
                double nats = session.Surprise(tokens, Report);
                scores[i] = new Score(Math.Log(Vocabulary.Size) + nats, tokens.Length);
            }
        });
        return scores;

        void Report(long count)
        {
            stop.ThrowIfCancellationRequested();
            lock (gate) progress?.Invoke(done += count);
        }
    }

    /// <summary>-log of the probability that softmax of the logits gives to the token, in nats.</summary>
    internal static double Surprise(ReadOnlySpan<float> logits, int token)
    {
        double best = TensorPrimitives.Max(logits), total = 0;
        foreach (float logit in logits) total += Math.Exp(logit - best);
        return best + Math.Log(total) - logits[token];
    }
}
