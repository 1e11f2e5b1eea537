using LivePerformer.Core;

namespace LivePerformer.Inference;

/// <summary>Every token since our turn began, and the words of the human among them, in memory made at the start.</summary>
internal sealed class TurnLog(int capacity, int humanCapacity, ArrayLoan loan)
{
    private const int ByHuman = 1 << 16;

    private readonly int[] tokens = loan.Take<int>(capacity);
    private readonly HumanWord[] words = loan.Take<HumanWord>(humanCapacity);

    public int Tokens { get; private set; }

    public int Words { get; private set; }

    /// <summary>Too little room is left to go on with this answer.</summary>
    public bool IsNearlyFull => Tokens > tokens.Length - 4096;

    public (int Token, NoteSource By) this[int index] =>
        (tokens[index] & ~ByHuman, (tokens[index] & ByHuman) != 0 ? NoteSource.Human : NoteSource.Ai);

    /// <summary>What has no room is not kept: only a roll-back past the ring of snapshots would miss it.</summary>
    public void Add(int token, NoteSource by)
    {
        if (Tokens < tokens.Length) tokens[Tokens++] = token | (by == NoteSource.Human ? ByHuman : 0);
    }

    public void Add(in HumanWord word)
    {
        if (Words < words.Length) words[Words++] = word with { At = Tokens };
    }

    /// <summary>Forgets the tokens from <paramref name="token"/> on; the words among them move to <paramref name="taken"/>.</summary>
    public int TakeBack(int token, Span<HumanWord> taken)
    {
        Tokens = token;
        int first = Words;
        while (first > 0 && words[first - 1].At >= token) first--;
        int count = Math.Min(Words - first, taken.Length);
        words.AsSpan(first, count).CopyTo(taken);
        Words = first;
        return count;
    }

    /// <summary>Forgets the first tokens, and the words among them.</summary>
    public void Forget(int count)
    {
        tokens.AsSpan(count, Tokens - count).CopyTo(tokens);
        Tokens -= count;
        int first = 0;
        while (first < Words && words[first].At < count) first++;
        for (int i = first; i < Words; i++) words[i - first] = words[i] with { At = words[i].At - count };
        Words -= first;
    }

    public void Clear() => Tokens = Words = 0;
}

/// <summary>A key going down or up within our turn, whoever moved it.</summary>
/// <param name="Token">A note-on or a note-off.</param>
/// <param name="Bin">The velocity bin then in force.</param>
internal readonly record struct Happening(int Token, int Bin, long Step, NoteSource By);

/// <summary>A key of the human going down or up, as a token, while it was our turn.</summary>
/// <param name="Token">A note-on or a note-off.</param>
/// <param name="Bin">The velocity bin of a note-on.</param>
/// <param name="Step">When it happened.</param>
/// <param name="At">How many tokens of our turn came before it.</param>
internal readonly record struct HumanWord(int Token, int Bin, long Step, int At);
