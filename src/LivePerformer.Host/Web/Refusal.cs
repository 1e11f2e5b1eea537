using LivePerformer.Core;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Why a request is not done, in one line with the remedy.</summary>
internal sealed record Refusal(string Error)
{
    public static IResult Because(int status, string error) => Results.Json(new Refusal(error), statusCode: status);

    /// <summary>Something that the user can mend.</summary>
    public static IResult Because(LivePerformerException fault) => Because(StatusCodes.Status400BadRequest, fault.Message);

    /// <summary>The same from a place that writes to the response itself.</summary>
    public static Task Write(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Refusal(error), context.RequestAborted);
    }
}
