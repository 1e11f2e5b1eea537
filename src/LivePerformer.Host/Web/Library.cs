using Microsoft.AspNetCore.Routing;

namespace LivePerformer.Host;

/// <summary>All that the page finds beside the performance: presets, takes, models, and what is done while the music plays.</summary>
/// <remarks>Control thread. Disposal stops what is being done and tidies up.</remarks>
internal sealed class Library : IAsyncDisposable
{
    private readonly Workroom room = new();
    private readonly WaveShelf waves;
    private readonly UploadShelf files;
    private readonly RehearsalJobs rehearsals;
    private readonly FinetuneJobs finetunes;

    /// <param name="takes">The folder of the takes; null: none are kept.</param>
    /// <param name="playing">The file of the take that is being played; null: none is.</param>
    /// <param name="self">What renders and rehearses; null: LivePerformer itself.</param>
    /// <param name="trainer">Finds the trainer; null: where it usually is.</param>
    public Library(Installation home, string? takes, Func<string?> playing, Errand? self = null, Func<Errand>? trainer = null)
    {
        Home = home;
        Presets = PresetShelf.Of(home);
        Takes = new TakeShelf(takes ?? room.Folder("takes"), playing);
        Board = new JobBoard(room);
        waves = new WaveShelf(home, room.Folder("waves"), self ?? Errand.Ourselves());
        files = new UploadShelf(room.Folder("files"), TimeProvider.System);
        rehearsals = new RehearsalJobs(Board, Presets, home, self ?? Errand.Ourselves());
        finetunes = new FinetuneJobs(Board, Presets, Takes, files, home, trainer ?? (() => TrainerPlace.Find(home)));
    }

    public Installation Home { get; }

    public PresetShelf Presets { get; }

    public TakeShelf Takes { get; }

    public JobBoard Board { get; }

    /// <summary>Serves it under <c>/api</c>.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        PresetEndpoints.Map(app, Presets);
        StockEndpoints.Map(app, Home);
        TakeEndpoints.Map(app, Takes, waves);
        UndoEndpoints.Map(app, Presets, Takes);
        JobEndpoints.Map(app, Board, rehearsals, finetunes, files);
    }

    public async ValueTask DisposeAsync()
    {
        await Board.DisposeAsync();
        await waves.DisposeAsync();
        room.Dispose();
    }
}
