using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LivePerformer.Host;

/// <summary>What every endpoint of the API tells of itself, for <c>/openapi.json</c>, and how it refuses.</summary>
internal static class Describing
{
    private const string Anything = "*/*";

    /// <summary>Makes the description, for <c>MapOpenApi("/openapi.json")</c>.</summary>
    public static IServiceCollection AddDescription(this IServiceCollection services) => services.AddOpenApi(options => options.AddOperationTransformer((operation, _, _) =>
    {
        operation.RequestBody?.Content?.Remove(Anything);
        return Task.CompletedTask;
    }).AddDocumentTransformer((document, _, _) =>
    {
        foreach (var path in document.Paths) path.Value.Operations?.Remove(HttpMethod.Head);      // as GET, and an id may stand there once
        document.Info.Title = "LivePerformer";
        document.Info.Description = "What the page can do over HTTP. Every refusal is {\"error\": one line with the remedy}.";
        return Task.CompletedTask;
    }));

    /// <summary>Endpoints under one heading; each fault becomes a <see cref="Refusal"/>.</summary>
    public static RouteGroupBuilder MapShelf(this IEndpointRouteBuilder app, string heading)
    {
        RouteGroupBuilder group = app.MapGroup("/api").WithTags(heading);
        group.AddEndpointFilter<RouteGroupBuilder, RefusalFilter>();
        return group;
    }

    /// <summary>An endpoint that reads, for HEAD too.</summary>
    public static RouteHandlerBuilder MapReading(this IEndpointRouteBuilder app, string pattern, Delegate handler) =>
        app.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], handler);

    /// <summary>What its body is. Another type is not turned away at the door, without a word: the endpoint looks at the body and says what is wrong with it.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, string type = "application/json", string? or = null)
        where T : notnull => or is null ? endpoint.Accepts<T>(type, Anything) : endpoint.Accepts<T>(type, or, Anything);

    /// <param name="refusals">The status codes of its refusals.</param>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string name, string summary, params int[] refusals)
    {
        endpoint.WithName(name).WithSummary(summary);
        foreach (int status in refusals) endpoint.Produces<Refusal>(status);
        return endpoint;
    }

    /// <summary>Likewise, with the type of what it answers.</summary>
    public static RouteHandlerBuilder Says<T>(this RouteHandlerBuilder endpoint, string name, string summary, params int[] refusals) =>
        endpoint.Says(name, summary, refusals).Produces<T>();
}
