namespace LivePerformer.Inference;

/// <summary>Which tokens may come next.</summary>
public sealed class TokenMask(int vocabulary)
{
    private readonly bool[] allowed = new bool[vocabulary];

    public int Count => allowed.Length;

    /// <summary>How many tokens may come.</summary>
    public int Allowed { get; private set; }

    public bool this[int token] => allowed[token];

    public void ForbidAll()
    {
        Array.Clear(allowed);
        Allowed = 0;
    }

    public void AllowAll()
    {
        Array.Fill(allowed, true);
        Allowed = allowed.Length;
    }

    public void Allow(int token)
    {
        if (!allowed[token]) Allowed++;
        allowed[token] = true;
    }

    public void Forbid(int token)
    {
        if (allowed[token]) Allowed--;
        allowed[token] = false;
    }
}
