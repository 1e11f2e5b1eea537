namespace LivePerformer.Inference;

/// <summary>Large arrays that one session has left, for the next that needs some of the same length.</summary>
/// <remarks>Any thread. On stage a scene takes 12 MB of them, ten seconds later the next one does, and the collector does not
/// move what is large or pinned: measured, 120 MB were held for what lived in 50, and it collected everything, with all
/// threads stopped, twice as often. It keeps as many as were in use at once, and goes with whoever made it.</remarks>
public sealed class ArrayShelf
{
    private readonly Dictionary<(Type Of, int Length), Stack<Array>> places = [];
    private readonly Lock door = new();

    /// <summary>An array of zeros that stays where it is.</summary>
    internal T[] Take<T>(int length) where T : unmanaged
    {
        Array? left;
        lock (door) left = places.TryGetValue((typeof(T), length), out Stack<Array>? place) && place.TryPop(out Array? top) ? top : null;
        if (left is not T[] array) return GC.AllocateArray<T>(length, pinned: true);

        Array.Clear(array);
        return array;
    }

    internal void PutBack(Array array)
    {
        (Type, int) of = (array.GetType().GetElementType()!, array.Length);
        lock (door)
        {
            if (!places.TryGetValue(of, out Stack<Array>? place)) places[of] = place = [];
            place.Push(array);
        }
    }
}
