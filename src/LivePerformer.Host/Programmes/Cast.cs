using LivePerformer.Engine;
using LivePerformer.Inference;
using LivePerformer.Music;

namespace LivePerformer.Host;

/// <summary>A scene, and whoever plays in it.</summary>
/// <remarks>Disposal when the performer has left the scene.</remarks>
internal sealed class Cast(SceneMaker maker, ProgrammeItem item, Scene scene, IReadOnlyList<Improviser> networks, MarkovImproviser markov, IReadOnlyList<ModelFolder> models, ModelShelf shelf) : IDisposable
{
    /// <summary>For whose performer it was made.</summary>
    public SceneMaker Maker => maker;

    public ProgrammeItem Item => item;

    public Scene Scene => scene;

    /// <summary>The network that the preset names first.</summary>
    public Improviser Improviser => networks[0];

    /// <summary>It, and whoever takes over from it.</summary>
    public FallbackImproviser Players => (FallbackImproviser)scene.Improviser;

    public ModelManifest Model => models[0].Manifest;

    /// <summary>The networks, by the folders in which they lie.</summary>
    public IReadOnlyList<TakeModel> Models => [.. models.Select(model => new TakeModel(Path.GetFileName(model.Path), model.Manifest.Sha256))];

    /// <summary>Where everybody's music may go now.</summary>
    /// <remarks>Any thread.</remarks>
    public Steering Steering => markov.Steering;

    /// <summary>How boldly the networks choose now.</summary>
    /// <remarks>Any thread.</remarks>
    public double Temperature => networks[0].Temperature;

    /// <summary>Who keeps the time; it is always there, for a tempo may be given at any moment.</summary>
    /// <remarks>Of it, what says so may be asked on any thread.</remarks>
    public Conductor Conductor => scene.Conductor!;

    public Role Role => item.Preset.Role;

    public void Dispose()
    {
        foreach (Improviser network in networks) network.Dispose();
        foreach (ModelFolder model in models) shelf.PutBack(model);
    }
}
