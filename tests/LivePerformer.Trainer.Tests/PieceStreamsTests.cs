using LivePerformer.Music;

namespace LivePerformer.Trainer.Tests;

public sealed class PieceStreamsTests
{
    // Piece i holds i * 10 + 5 tokens, each its own count upwards from i * 20, so that a window shows what it was cut from.
    private static readonly TokenPiece[] Pieces = [.. Enumerable.Range(0, 9).Select(i =>
        new TokenPiece($"piece{i}", [.. Enumerable.Range(0, (i * 10) + 5).Select(t => (ushort)(((i * 20) + t) % 388))], 1, 1))];

    [Fact]
    public void WindowsOfAStreamJoinToItsPieces()
    {
        var streams = new PieceStreams(Pieces, streams: 3, length: 8, seed: 1);
        var read = new List<ushort>[] { [], [], [] };
        var whole = new List<ushort[]>();
        var begun = new List<long>();
        for (int step = 0; step < 40; step++)
        {
            Batch batch = streams.Next();
            for (int row = 0; row < 3; row++)
            {
                if (batch.Continues[row] == 0)
                {
                    Take(row);
                    begun.Add(batch.Tokens[row * 8]);
                }
                for (int t = 0; t < 8 && batch.Targets[(row * 8) + t] != Batch.Nothing; t++)
                {
                    if (read[row].Count == 0) read[row].Add((ushort)batch.Tokens[row * 8]);
                    Assert.Equal(read[row][^1], batch.Tokens[(row * 8) + t]);
                    read[row].Add((ushort)batch.Targets[(row * 8) + t]);
                }
            }
        }

        Assert.True(whole.Count > 9);
        Assert.All(whole, piece => Assert.Single(Pieces, p => p.Tokens.AsSpan().SequenceEqual(piece)));
        Assert.Equal(Pieces.Select(piece => (long)piece.Tokens[0]), begun.Take(9).Order());   // one epoch plays each once

        void Take(int row)
        {
            if (read[row].Count > 0) whole.Add([.. read[row]]);
            read[row].Clear();
        }
    }

    [Fact]
    public void KeyboardIsThatOfTheTokensSoFar()
    {
        var streams = new PieceStreams(Pieces, streams: 1, length: 8, seed: 2);
        var keys = new KeyFeatures();
        var row = new float[KeyFeatures.Width];
        for (int step = 0; step < 12; step++)
        {
            Batch batch = streams.Next();
            if (batch.Continues[0] == 0) keys.Reset();
            for (int t = 0; t < 8 && batch.Targets[t] != Batch.Nothing; t++)
            {
                keys.Advance((int)batch.Tokens[t]);
                keys.Write(row);
                Assert.Equal(row, batch.Keyboard.AsSpan(t * KeyFeatures.Width, KeyFeatures.Width).ToArray());
            }
        }
    }

    [Fact]
    public void SeekingGoesOnWhereItWasLeft()
    {
        var first = new PieceStreams(Pieces, 3, 8, seed: 5);
        for (int i = 0; i < 17; i++) first.Next();
        var second = new PieceStreams(Pieces, 3, 8, seed: 5);
        second.Seek(first.Where);

        for (int i = 0; i < 30; i++)
        {
            Batch one = first.Next(), other = second.Next();
            Assert.Equal(one.Tokens, other.Tokens);
            Assert.Equal(one.Targets, other.Targets);
            Assert.Equal(one.Keyboard, other.Keyboard);
            Assert.Equal(one.Continues, other.Continues);
        }
        Assert.Throws<ArgumentException>(() => new PieceStreams(Pieces, 2, 8, 5).Seek(first.Where));
    }

    [Fact]
    public void SeedDecidesTheOrder()
    {
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));

        static int[] Order(int seed) => new PieceStreams(Pieces, 9, 8, seed).Where.Pieces;
    }
}
