using LivePerformer.Core;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Makes a <see cref="Refusal"/> of every fault that a user can mend.</summary>
internal sealed class RefusalFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException fault)
        {
            return Refusal.Of(fault.Status, fault.Message);
        }
        catch (LivePerformerException fault)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, fault.Message);
        }
        catch (BadHttpRequestException fault)
        {
            return Refusal.Of(fault.StatusCode, fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too large. Send a smaller one." : $"{fault.Message.TrimEnd('.')}. Send it as the API's description says.");
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.Empty;       // whoever asked has gone
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refusal.Of(StatusCodes.Status500InternalServerError, $"{fault.Message.TrimEnd('.')}. Check the folder, its permissions and the room on the disk.");
        }
    }
}
