using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LivePerformer.Host;

/// <summary>Reads what a request carries, whole, up to a limit.</summary>
internal static class RequestBody
{
    public const int MostJson = 256 << 10, MostMidi = 4 << 20, MostSound = 64 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <exception cref="RefusedException">It is larger.</exception>
    public static async Task<byte[]> Bytes(HttpRequest request, int most)
    {
        if (request.ContentLength > most) throw TooLarge(most);

        using var whole = new MemoryStream();
        var part = new byte[16 << 10];
        for (int count; (count = await request.Body.ReadAsync(part, request.HttpContext.RequestAborted)) > 0;)
        {
            if (whole.Length + count > most) throw TooLarge(most);
            whole.Write(part, 0, count);
        }

        return whole.ToArray();
    }

    /// <exception cref="RefusedException">It is larger than JSON may be.</exception>
    public static async Task<string> Text(HttpRequest request) => Encoding.UTF8.GetString(await Bytes(request, MostJson)).TrimStart('\uFEFF');

    /// <param name="example">A body that would be right, for the refusal.</param>
    /// <exception cref="RefusedException">It is larger than JSON may be, or something else.</exception>
    public static async Task<T> Json<T>(HttpRequest request, string example)
        where T : class
    {
        string text = await Text(request);
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, $"The body cannot be read ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Send JSON such as {example}");
        }
    }

    public static RefusedException TooLarge(int most) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body has more than {(most >= 1 << 20 ? $"{most >> 20} MiB" : $"{most >> 10} KiB")}. Send a smaller one.");
}
