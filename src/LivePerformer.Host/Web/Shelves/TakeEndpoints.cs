using System.ComponentModel;
using System.Globalization;
using LivePerformer.Core;
using LivePerformer.Music;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LivePerformer.Host;

/// <summary>The takes over HTTP: what was played, as notes, as sound and as a picture.</summary>
internal static class TakeEndpoints
{
    private const string FromSays = "Seconds since the performance began: leaves out what was before.", ToSays = "Leaves out what came from then on.";

    public static void Map(IEndpointRouteBuilder app, TakeShelf shelf, WaveShelf waves)
    {
        RouteGroupBuilder api = app.MapShelf("Takes");
        api.MapReading("/takes", () => Results.Json(shelf.List()))
            .Says<IReadOnlyList<ShelvedTake>>("ListTakes", "The takes, newest first, the one that plays among them; broken ones with their fault.");
        api.MapReading("/takes/{name}/take", (string name, HttpRequest request) => Take(shelf, name, request))
            .Says("GetTake", "The take's own file, for LivePerformer replay and export.", 400, 403, 404)
            .Produces<Stream>(StatusCodes.Status200OK, "application/octet-stream");
        api.MapReading("/takes/{name}/midi", (string name, [Description(FromSays)] string? from, [Description(ToSays)] string? to) => Midi(shelf, name, from, to))
            .Says("GetTakeMidi", "The take as a MIDI file with the tracks Human and AI; what sounds at a cut begins or ends there.", 400, 403, 404)
            .Produces<Stream>(StatusCodes.Status200OK, MidiType);
        api.MapReading("/takes/{name}/wav", async (string name, [Description(FromSays)] string? from, [Description(ToSays)] string? to, HttpContext http) =>
            {
                string path = shelf.PathOf(name);
                (double? begin, double? end) = Piece(from, to);
                FileStream sound = await waves.Open(path, begin, end, http.RequestAborted);
                return Results.Stream(sound, WavType, FileName(name, begin, end, ".wav"), new FileInfo(path).LastWriteTimeUtc, enableRangeProcessing: true);
            })
            .Says("GetTakeWav", "The take as sound, played by its pianos; made when it is asked for, and served in ranges.", 400, 403, 404, 416, 429)
            .Produces<Stream>(StatusCodes.Status200OK, WavType).Produces<Stream>(StatusCodes.Status206PartialContent, WavType);
        api.MapReading("/takes/{name}/roll", (string name, [Description(FromSays)] string? from, [Description(ToSays)] string? to) => Roll(shelf, name, from, to))
            .Says<TakeRoll>("GetTakeRoll", $"The take's notes, pedals and turns on the take's own clock; at most {TakeRoll.MostKeys} notes.", 400, 403, 404);
        api.MapPatch("/takes/{name}", async (string name, HttpRequest request) => Results.Json(shelf.Rename(name, (await RequestBody.Json<NewName>(request, """{"name":"first-night"}""")).Name)))
            .Takes<NewName>()
            .Says<ShelvedTake>("RenameTake", "Calls a take, and the MIDI file beside it, by another name.", 400, 403, 404, 409, 413);
        api.MapDelete("/takes/{name}", (string name) => Results.Json(new Deleted(shelf.Delete(name))))
            .Says<Deleted>("DeleteTake", "Deletes a take, and the MIDI file beside it.", 400, 403, 404, 409);
    }

    public const string MidiType = "audio/midi", WavType = "audio/wav";

    /// <param name="Name">The new name.</param>
    internal sealed record NewName(string Name);

    /// <summary>A take's MIDI file, whole.</summary>
    public static byte[] Bytes(MidiFile midi)
    {
        using var whole = new MemoryStream();
        midi.Write(whole);
        return whole.ToArray();
    }

    private static IResult Take(TakeShelf shelf, string name, HttpRequest request)
    {
        if (request.Query.ContainsKey("from") || request.Query.ContainsKey("to"))
            throw new RefusedException(StatusCodes.Status400BadRequest, "A .take file cannot be cut. Ask for midi, wav or roll, or leave from and to out.");

        // one that grows is sent as long as it is now
        using var file = new FileStream(shelf.PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Results.Bytes(bytes.AsMemory(0, count), "application/octet-stream", FileName(name, null, null, ".take"));
    }

    private static IResult Midi(TakeShelf shelf, string name, string? from, string? to)
    {
        (double? begin, double? end) = Piece(from, to);
        RecordedTake take = RecordedTake.Read(shelf.PathOf(name));
        IReadOnlyList<Engine.TakeEvent> events = TakeCut.Of(begin, end, take.Header.SampleRate).Of(TakeFile.Events(take));
        return Results.Bytes(Bytes(TakeFile.ToMidi(events, take.Header.SampleRate)), MidiType, FileName(name, begin, end, ".mid"));
    }

    private static IResult Roll(TakeShelf shelf, string name, string? from, string? to)
    {
        (double? begin, double? end) = Piece(from, to);
        TakeRoll roll = TakeRoll.Of(RecordedTake.Read(shelf.PathOf(name)), shelf.IsPlaying(name));
        return Results.Json((begin is null && end is null ? roll : roll.Between(begin ?? 0, end ?? double.PositiveInfinity)).Bounded());
    }

    /// <exception cref="RefusedException">They are no seconds, or the end does not lie behind the beginning.</exception>
    private static (double? From, double? To) Piece(string? from, string? to)
    {
        (double? begin, double? end) = (Second("from", from), Second("to", to));
        return end <= (begin ?? 0)
            ? throw new RefusedException(StatusCodes.Status400BadRequest, $"to={end} is not behind from={begin ?? 0}. Give a later one.")
            : (begin, end);
    }

    private static double? Second(string word, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double second) && second is >= 0 and <= 1e6
            ? second
            : throw new RefusedException(StatusCodes.Status400BadRequest, $"{word}={text[..Math.Min(text.Length, 20)]} is no second. Give a number of seconds, 0 or more, such as {word}=12.5");
    }

    private static string FileName(string name, double? from, double? to, string ending)
    {
        string piece = from is null && to is null ? "" : string.Create(CultureInfo.InvariantCulture, $" {from ?? 0:0.##}-{(to is null ? "end" : $"{to:0.##}")} s");
        return TakeShelf.NameOf(name) + piece + ending;
    }
}
