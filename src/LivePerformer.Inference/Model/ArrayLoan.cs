namespace LivePerformer.Inference;

/// <summary>What one user took from the shelf; disposal puts all of it back, once.</summary>
/// <remarks>One thread. Disposal when nobody can look at the arrays any more, the network included.</remarks>
internal sealed class ArrayLoan(ArrayShelf shelf) : IDisposable
{
    private readonly List<Array> taken = [];

    public T[] Take<T>(int length) where T : unmanaged
    {
        T[] array = shelf.Take<T>(length);
        taken.Add(array);
        return array;
    }

    public void Dispose()
    {
        taken.ForEach(shelf.PutBack);
        taken.Clear();
    }
}
