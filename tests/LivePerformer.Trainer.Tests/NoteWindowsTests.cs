using LivePerformer.Music;
using TorchSharp;

namespace LivePerformer.Trainer.Tests;

public sealed class NoteWindowsTests
{
    private const int HeadWidth = 4, Heads = 2;

    // Random but lawful music: notes come on and off, times and touches between them.
    private static readonly TokenPiece[] Pieces = [.. Enumerable.Range(0, 6).Select(i => Piece(i, notes: (17 * i) + 1))];

    static NoteWindowsTests() => TorchLibrary.Prepare();

    /// <summary>
    /// The rule of an epoch: the first window of a piece begins at its start row, the second at a place drawn by lot within
    /// it, the others follow each other. So a token is guessed once; twice where the first two overlap; and not at all in a
    /// piece's last row where a window would begin with it.
    /// </summary>
    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(64)]
    public void EveryTokenIsGuessedByTheWindowsItShould(int length)
    {
        var reader = new NoteWindows(Pieces, 1, length, HeadWidth, seed: 3, transpose: 0);
        var starts = Pieces.Select(_ => new List<int>()).ToArray();
        var guessed = Pieces.Select(piece => new int[piece.Tokens.Length]).ToArray();
        while (true)
        {
            NoteBatch batch = reader.Next();
            if (reader.Where.Epoch > 0) break;

            (int piece, int first) = reader.Dealt[0];
            ushort[] tokens = Pieces[piece].Tokens;
            int[] rows = Rows(tokens), places = [.. Enumerable.Range(0, tokens.Length - 1).Where(t => rows[t] >= first && rows[t] < first + length)];
            NoteTensors x = batch.Tensors(0, 1, Heads, torch.CPU);
            Assert.Equal(places.Select(t => (long)tokens[t]), Longs(x.Token));
            Assert.Equal(places.Select(t => (long)tokens[t + 1]), Longs(x.Target));
            Assert.Equal(places.Select(t => (long)rows[t] - first), Longs(x.Row));
            starts[piece].Add(first);
            foreach (int t in places) guessed[piece][t]++;
        }

        for (int piece = 0; piece < Pieces.Length; piece++)
        {
            int[] rows = Rows(Pieces[piece].Tokens), begins = [.. starts[piece].Order()];
            int second = begins.Length > 1 ? begins[1] : length, last = rows[^1];
            Assert.Equal(0, begins[0]);
            Assert.InRange(second, 1, length);
            Assert.Equal(begins.Skip(1), Enumerable.Range(0, begins.Length - 1).Select(i => second + (i * length)));
            for (int t = 0; t < rows.Length - 1; t++)
            {
                bool left = rows[t] == last && last >= length && (last - second) % length == 0;
                Assert.Equal(left ? 0 : rows[t] >= second && rows[t] < length && begins.Length > 1 ? 2 : 1, guessed[piece][t]);
            }
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    public void ValidationGuessesEveryRowOnceWithHalfAWindowBeforeIt(int length)
    {
        for (int rows = 1; rows < 100; rows++)
        {
            var times = new int[rows];
            foreach ((int row, int from) in NoteWindows.Cover(rows, length))
            {
                Assert.True(row == 0 || from - row >= length / 2);
                for (int i = from; i < Math.Min(rows, row + length); i++) times[i]++;
            }

            Assert.All(times, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void RowsAndTokensAreThoseOfTheFeatures()
    {
        ushort[] tokens = Pieces[4].Tokens;
        const int first = 9, length = 16;
        var batch = new NoteBatch(1, length, HeadWidth);
        batch.Fill(0, tokens, first);
        NoteTensors x = batch.Tensors(0, 1, Heads, torch.CPU);
        var features = new NoteFeatures();
        var rotation = new Rotation(HeadWidth);
        var keys = new float[KeyFeatures.Width];
        var notes = new float[HeadWidth];
        var seconds = new float[HeadWidth];
        int n = 0;
        for (int t = 0; t < tokens.Length - 1; t++)
        {
            bool begins = features.Advance(tokens[t]);
            int row = (int)features.Notes - first;
            if (row is < 0 or >= length) continue;

            features.Keys.Write(keys);
            if (begins)
            {
                Assert.Equal((features.Pitch, features.Touch, features.Gap), (Longs(x.Pitch)[row], Longs(x.Touch)[row], Longs(x.Gap)[row]));
                Assert.Equal(keys, Floats(x.Keys[0, row]));
                rotation.Write(features.Notes, features.Seconds, notes, seconds);
                Assert.Equal([.. notes[..2], .. seconds[..2]], Floats(x.Cosine[0, .., row]));   // (H, D / 2): half of the heads count notes, half seconds
                Assert.Equal([.. notes[2..], .. seconds[2..]], Floats(x.Sine[0, .., row]));
            }

            Assert.Equal((row, tokens[t], features.Touch, features.Since, tokens[t + 1]),
                (Longs(x.Row)[n], Longs(x.Token)[n], Longs(x.Bin)[n], Longs(x.Since)[n], Longs(x.Target)[n]));
            Assert.Equal(keys, Floats(x.Keyboard[n]));
            n++;
        }

        Assert.Equal(n, batch.Scored);
    }

    [Fact]
    public void SeekingGoesOnWhereItWasLeft()
    {
        var first = new NoteWindows(Pieces, 3, 8, HeadWidth, seed: 5, transpose: 5);
        for (int i = 0; i < 11; i++) first.Next();
        var second = new NoteWindows(Pieces, 3, 8, HeadWidth, seed: 5, transpose: 5);
        second.Seek(first.Where);

        for (int i = 0; i < 40; i++)
        {
            NoteTensors one = first.Next().Tensors(0, 3, Heads, torch.CPU), other = second.Next().Tensors(0, 3, Heads, torch.CPU);
            Assert.Equal(Longs(one.Token), Longs(other.Token));
            Assert.Equal(Longs(one.Target), Longs(other.Target));
            Assert.Equal(Longs(one.Row), Longs(other.Row));
            Assert.Equal(Floats(one.Keys), Floats(other.Keys));
            Assert.Equal(Floats(one.Cosine), Floats(other.Cosine));
        }

        Assert.True(first.Where.Epoch > 2);
    }

    [Fact]
    public void PieceOfOneTokenIsPassedOver()
    {
        TokenPiece[] pieces = [new("one", [60], 1, 0), Pieces[2]];
        var reader = new NoteWindows(pieces, 1, 8, HeadWidth, seed: 1, transpose: 0);
        for (int i = 0; i < 20; i++) Assert.True(reader.Next().Scored > 0);

        Assert.Throws<ArgumentException>(() => new NoteWindows([pieces[0]], 1, 8, HeadWidth, 1, 0));
    }

    /// <summary>Lawful tokens drawn by lot: never a note-on of a held key, never a note-off of a free one.</summary>
    internal static TokenPiece Piece(int seed, int notes)
    {
        var chance = new Random(seed);
        var held = new HashSet<int>();
        var tokens = new List<ushort>();
        for (int struck = 0; struck < notes;)
        {
            int kind = chance.Next(4), pitch = chance.Next(40, 90);
            if (kind == 0 && held.Count > 0)
            {
                int off = held.ElementAt(chance.Next(held.Count));
                held.Remove(off);
                tokens.Add((ushort)(Vocabulary.FirstNoteOff + off));
            }
            else if (kind == 1) tokens.Add((ushort)(Vocabulary.FirstTimeShift + chance.Next(100)));
            else if (kind == 2) tokens.Add((ushort)(Vocabulary.FirstVelocity + chance.Next(32)));
            else if (held.Add(pitch))
            {
                tokens.Add((ushort)pitch);
                struck++;
            }
        }

        tokens.Add(Vocabulary.FirstTimeShift + 7);
        return new TokenPiece($"piece{seed}", [.. tokens], notes, 1);
    }

    // The row of each token: how many notes were struck up to it.
    private static int[] Rows(ushort[] tokens)
    {
        int row = 0;
        return [.. tokens.Select(token => token < Vocabulary.FirstNoteOff ? ++row : row)];
    }

    private static long[] Longs(torch.Tensor tensor) => tensor.contiguous().data<long>().ToArray();

    private static float[] Floats(torch.Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
