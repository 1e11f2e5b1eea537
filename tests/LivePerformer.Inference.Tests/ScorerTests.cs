using LivePerformer.Trainer;

namespace LivePerformer.Inference.Tests;

public class ScorerTests
{
    private static readonly int[] Lengths = [0, 1, 2, 40, 41, 80, 81, 200, 333, 5];

    [Fact]
    public void SideBySideAndInChunksIsTokenByToken()
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        int[][] pieces = [.. Lengths.Select((length, i) => Rows.Random(length, (ulong)i))];
        long told = 0;
        IReadOnlyList<Score> scores = new Scorer(folder, batch: 3, chunk: 40).Score(pieces, count => told = count);

        using var session = folder.NewSession();
        for (int i = 0; i < pieces.Length; i++)
        {
            session.Reset();
            double nats = 0;
            for (int t = 0; t < pieces[i].Length; t++)
            {
                nats += t == 0 ? Math.Log(388) : Scorer.Surprise(session.Belief, pieces[i][t]);
                session.Step(pieces[i][t]);
            }

            Assert.Equal(pieces[i].Length, scores[i].Tokens);
            Assert.Equal(nats, scores[i].Nats, 1e-4 * Math.Max(1, pieces[i].Length));
        }

        Assert.Equal(Lengths.Sum(length => Math.Max(0, length - 1)), told);
    }

    [Fact]
    public void NatsMatchTheEquationsInDoublePrecision()
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        int[] piece = Rows.Random(500, seed: 12);
        var plain = new PlainLstm(model.Shape, LstmGraph.AsStored(model.Weights));
        double expected = Math.Log(388);
        for (int t = 0; t + 1 < piece.Length; t++)
        {
            double[] logits = plain.Step(piece[t]);
            expected += Math.Log(logits.Sum(Math.Exp)) - logits[piece[t + 1]];
        }

        Score score = new Scorer(folder).Score([piece]).Single();
        Assert.Equal(expected / 500, score.NatsPerToken, 1e-5);
    }

    [Fact]
    public void NothingCostsNothing()
    {
        using var model = new TinyModel();
        using var folder = model.Load();
        Assert.Equal(0, new Scorer(folder).Score([[]]).Single().NatsPerToken);
        Assert.Empty(new Scorer(folder).Score([]));
    }
}
