using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LivePerformer.Host;

/// <summary>Decides who may come in: see README.md.</summary>
/// <param name="listen">The address on which others may come in; null: nobody else.</param>
internal sealed class Gate(IPAddress? listen, Pairing pairing)
{
    private const long LargestJson = 256 << 10, LargestMidi = 4 << 20, LargestWav = 64 << 20;

    private static readonly string[] Private = ["/api", "/live", "/sound", "/openapi.json"];

    public async Task Pass(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Over plain http from elsewhere browsers ignore it, and complain on their console.
        if (request.IsHttps || context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local)) headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Embedder-Policy"] = "require-corp";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!IsOurs(request.Host, context.Connection))
        {
            await Refusal.Write(context, StatusCodes.Status421MisdirectedRequest, "This is LivePerformer, and no site of that name. Open the address that the terminal shows.");
        }
        else if (!IsFromUs(request))
        {
            await Refusal.Write(context, StatusCodes.Status403Forbidden, "Another site asks for this. Open the address that the terminal shows, and ask there.");
        }
        else if (IsPrivate(request.Path) && !IsKnown(context))
        {
            await Refusal.Write(context, StatusCodes.Status401Unauthorized, "Who comes from another machine must be paired: type the code that the terminal shows.");
        }
        else if (request.ContentLength > Largest(request))
        {
            await Refusal.Write(context, StatusCodes.Status413PayloadTooLarge, $"That is too large: at most {Largest(request) >> 10} KiB go here.");
        }
        else
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = Largest(request);
            await next(context);
        }
    }

    /// <summary>Whoever comes over the loopback, or is paired.</summary>
    private bool IsKnown(HttpContext context) =>
        (context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)) || context.Request.Path == "/api/pair" || pairing.Knows(context.Request.Cookies[Pairing.Cookie]);

    private static bool IsPrivate(PathString path) => Private.Any(start => path.StartsWithSegments(start));

    /// <summary>A name that only looks like ours, and leads here, belongs to another site (DNS rebinding).</summary>
    private bool IsOurs(HostString host, ConnectionInfo connection)
    {
        if (!host.HasValue || (host.Port ?? 80) != connection.LocalPort) return false;
        if (host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (!IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address))
            return listen is not null && host.Host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase);

        return IPAddress.IsLoopback(address) || (listen is not null && connection.LocalIpAddress is { } local && address.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local));
    }

    /// <summary>Browsers say for whom they ask; programs say nothing.</summary>
    private static bool IsFromUs(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        if (origin is not null && origin != $"{request.Scheme}://{request.Host}") return false;

        string? site = request.Headers["Sec-Fetch-Site"];
        bool isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        bool isPage = isRead && !IsPrivate(request.Path);        // a link to the page may be followed from anywhere
        return site is null or "same-origin" or "none" || isPage;
    }

    private static long Largest(HttpRequest request)
    {
        string? type = request.ContentType;
        if (type is null) return LargestMidi;
        if (type.StartsWith("audio/wav", StringComparison.OrdinalIgnoreCase) || type.StartsWith("audio/x-wav", StringComparison.OrdinalIgnoreCase)) return LargestWav;
        return type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ? LargestJson : LargestMidi;
    }
}
