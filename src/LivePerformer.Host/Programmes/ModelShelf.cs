using LivePerformer.Inference;

namespace LivePerformer.Host;

/// <summary>The models that are loaded, each once, for all who play with it.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ModelShelf(string folder) : IDisposable
{
    private sealed record Place(ModelFolder Model)
    {
        public int Users { get; set; }
    }

    private readonly Dictionary<string, Place> places = [];
    private readonly ArrayShelf arrays = new();
    private readonly Lock door = new();

    /// <exception cref="ModelException">It is absent or broken.</exception>
    public ModelFolder Take(string name)
    {
        lock (door)
        {
            if (!places.TryGetValue(name, out Place? place)) places[name] = place = new(ModelFolder.Load(Path.Combine(folder, name), arrays: arrays));
            place.Users++;
            return place.Model;
        }
    }

    /// <summary>Who took it needs it no more.</summary>
    public void PutBack(ModelFolder model)
    {
        lock (door)
        {
            (string name, Place place) = places.First(pair => pair.Value.Model == model);
            if (--place.Users > 0) return;

            places.Remove(name);
            model.Dispose();
        }
    }

    public void Dispose()
    {
        lock (door)
        {
            foreach (Place place in places.Values) place.Model.Dispose();
            places.Clear();
        }
    }
}
