using LivePerformer.Core;
using LivePerformer.Music;

namespace LivePerformer.Inference.Tests;

/// <summary>A human and an improviser at one piano.</summary>
internal sealed class Table : IDisposable
{
    private readonly TinyTransformer? transformer;

    /// <param name="kind">Of the tiny network that improvises.</param>
    /// <param name="standard">What its manifest says of the music that it learned from.</param>
    public Table(ImproviserOptions? options = null, ulong keyboardSeed = 11, string kind = "lstm", MusicStandard? standard = null)
    {
        Options = options ?? new ImproviserOptions();
        Model = new TinyModel();
        transformer = kind == "transformer" ? new TinyTransformer() : null;
        Model.Change(manifest => manifest with { Standard = standard });
        transformer?.Change(manifest => manifest with { Standard = standard });
        Folder = transformer?.Load() ?? Model.Load();
        Improviser = new Improviser(Folder, Options);
        Keyboard = new Keyboard(keyboardSeed);
    }

    public ImproviserOptions Options { get; }

    public TinyModel Model { get; }

    public ModelFolder Folder { get; }

    public Improviser Improviser { get; }

    public Keyboard Keyboard { get; }

    /// <summary>Key and touch brought to one, as by a model trained on <c>prepare --pitch key --velocity normalize</c>.</summary>
    public static MusicStandard KeyAndTouch => new() { Pitch = Standardization.Id, Velocity = VelocityRange.Id, VelocityLow = 20, VelocityHigh = 110 };

    /// <summary>What sounded as the model hears it.</summary>
    public PerformanceEvent Heard(in PerformanceEvent happened) =>
        happened.IsNote && Improviser.Ear is { } ear ? new(ear.Moved(happened.Note)) : happened;

    /// <summary>The human moves so many keys, and the improviser hears it.</summary>
    public List<NoteEvent> Human(int events)
    {
        var moved = new List<NoteEvent>();
        for (int i = 0; i < events; i++)
        {
            moved.Add(Keyboard.Move());
            Improviser.Hear(moved[^1]);
        }

        return moved;
    }

    /// <summary>So many events of the answer, or fewer where it ends.</summary>
    public List<NoteEvent> Play(int events)
    {
        var answer = new List<NoteEvent>();
        while (answer.Count < events && Improviser.TryPlay(out NoteEvent note)) answer.Add(note);
        return answer;
    }

    public void Dispose()
    {
        Improviser.Dispose();
        Folder.Dispose();
        transformer?.Dispose();
        Model.Dispose();
    }
}
