using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Why a request is not granted: the one form of every refusal of the page's API.</summary>
/// <param name="Error">One line: what is wrong, and the remedy.</param>
internal sealed record Refusal(string Error)
{
    public static IResult Of(int status, string error) => Results.Json(new Refusal(error.ReplaceLineEndings(" ")), statusCode: status);
}
