using LivePerformer.Core;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Why a request is not granted: the one form of every refusal of the page's API.</summary>
/// <param name="Error">One line: what is wrong, and the remedy.</param>
internal sealed record Refusal(string Error)
{
    public static IResult Of(int status, string error) => Results.Json(new Refusal(error.ReplaceLineEndings(" ")), statusCode: status);

    /// <summary>Something that the user can mend.</summary>
    public static IResult Of(LivePerformerException fault) => Of(StatusCodes.Status400BadRequest, fault.Message);

    /// <summary>The same from a place that writes to the response itself.</summary>
    public static Task Write(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Refusal(error.ReplaceLineEndings(" ")), context.RequestAborted);
    }
}
