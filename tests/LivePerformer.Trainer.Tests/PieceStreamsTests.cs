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

    [Fact]
    public void TranspositionMovesKeysAloneAndStaysOnThePiano()
    {
        ushort[] tokens = [356, 30, 256, 128 + 30, 100, 355, 128 + 100];
        var piece = new TokenPiece("x", tokens, 2, 1);

        Assert.Equal([356, 33, 256, 128 + 33, 103, 355, 128 + 103], piece.Transposed(3));
        Assert.Equal(piece.Transposed(8), piece.Transposed(11));        // 108 is the highest key
        Assert.Equal(piece.Transposed(-9), piece.Transposed(-11));      // 21 the lowest
        Assert.Equal(tokens, piece.Transposed(0));
    }

    [Fact]
    public void EachReadingIsTransposedAnewAndTheSameInEveryRun()
    {
        var piece = new TokenPiece("x", [60, 128 + 60, 62, 128 + 62, 64], 3, 1);
        int[] First(int seed)
        {
            var streams = new PieceStreams([piece], 1, 8, seed, transpose: 3);
            return [.. Enumerable.Range(0, 200).Select(_ => (int)streams.Next().Tokens[0])];
        }

        int[] begun = First(1);
        Assert.Equal(Enumerable.Range(57, 7), begun.Distinct().Order());
        Assert.Equal(begun, First(1));
        Assert.NotEqual(begun, First(2));
    }

    [Fact]
    public void SeekingKeepsTheTranspositionOfPiecesBegun()
    {
        ushort[] tokens = [.. Enumerable.Range(0, 60).Select(i => (ushort)(40 + i % 40))];
        TokenPiece[] pieces = [.. Enumerable.Range(0, 5).Select(i => new TokenPiece($"{i}", tokens, 1, 1))];
        var first = new PieceStreams(pieces, 2, 8, seed: 3, transpose: 5);
        for (int i = 0; i < 11; i++) first.Next();
        var second = new PieceStreams(pieces, 2, 8, seed: 3, transpose: 5);
        second.Seek(first.Where);

        for (int i = 0; i < 30; i++) Assert.Equal(first.Next().Tokens.ToArray(), second.Next().Tokens);
    }
}
