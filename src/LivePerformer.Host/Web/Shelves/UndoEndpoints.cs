using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LivePerformer.Host;

/// <summary>Brings back what was deleted.</summary>
internal static class UndoEndpoints
{
    public static void Map(IEndpointRouteBuilder app, params IReadOnlyList<IUndoes> shelves) =>
        app.MapShelf("Undo").MapPost("/undo", async (HttpRequest request) =>
        {
            UndoWish wish = await RequestBody.Json<UndoWish>(request, """{"token":"..."}, the token that DELETE answered""");
            return shelves.Select(shelf => shelf.Undo(wish.Token)).FirstOrDefault(name => name is not null) is { } back
                ? Results.Json(new Back(back))
                : throw new RefusedException(StatusCodes.Status404NotFound, $"Nothing lies under that token any more: the last {Trash.Most} deletions of a shelf can be undone, each once.");
        }).Takes<UndoWish>().Says<Back>("Undo", "Brings back what was deleted.", 400, 404, 409, 413);

    /// <param name="Token">What DELETE answered.</param>
    internal sealed record UndoWish(string Token);

    /// <param name="Name">What is back.</param>
    internal sealed record Back(string Name);
}
