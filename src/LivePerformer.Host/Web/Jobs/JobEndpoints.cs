using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LivePerformer.Host;

/// <summary>Rehearsals and fine-tunes over HTTP.</summary>
internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder app, JobBoard board, RehearsalJobs rehearsals, FinetuneJobs finetunes, UploadShelf files)
    {
        RouteGroupBuilder api = app.MapShelf("Jobs");
        api.MapPost("/rehearsals", async (string? preset, string? name, HttpRequest request) =>
            {
                string wanted = string.IsNullOrEmpty(preset) ? Commands.Shared.DefaultPreset : preset;
                byte[] body = await RequestBody.Bytes(request, RequestBody.MostSound);
                bool isSound = IsSound(request, body);
                if (body.Length == 0) throw Empty();
                if (!isSound && body.Length > RequestBody.MostMidi) throw RequestBody.TooLarge(RequestBody.MostMidi);
                return Posted(rehearsals.Post(wanted, FileName(name, isSound ? "rehearsal.wav" : "rehearsal.mid"), body, isSound));
            })
            .Takes<byte[]>(TakeEndpoints.MidiType, TakeEndpoints.WavType)
            .Says("PostRehearsal", "The engine answers a MIDI file or a recording of a piano, faster than real time; the job's result leads to the take.", 400, 404, 409, 413, 415, 429)
            .Produces<Job.JobView>(StatusCodes.Status202Accepted);
        api.MapPost("/finetunes", async (HttpRequest request) =>
            Posted(finetunes.Post(await RequestBody.Json<FinetuneJobs.FinetuneWish>(request, """{"model":"maestro-lstm","name":"mine","takes":["take-20260501-200000"],"files":[],"minutes":10}"""))))
            .Takes<FinetuneJobs.FinetuneWish>()
            .Says("PostFinetune", "Makes a model, and a preset that plays it, out of takes and uploaded files.", 400, 404, 409, 413, 429, 503)
            .Produces<Job.JobView>(StatusCodes.Status202Accepted);
        api.MapPost("/files", async (string? name, HttpRequest request) => Results.Json(new Uploaded(files.Add(FileName(name, "file.mid"), await Midi(request)))))
            .Takes<byte[]>(TakeEndpoints.MidiType)
            .Says<Uploaded>("PostFile", "Takes a MIDI file for a fine-tune; it is forgotten after an hour.", 400, 413);
        api.MapReading("/jobs", () => Results.Json(board.Jobs.Select(job => job.Look(whole: false))))
            .Says<IReadOnlyList<Job.JobView>>("ListJobs", "The jobs in the order in which they came, their results without the roll.");
        api.MapReading("/jobs/{id}", (string id) => Results.Json(board.Find(id).Look(whole: true)))
            .Says<Job.JobView>("GetJob", "A job, its result whole.", 404);
        api.MapDelete("/jobs/{id}", (string id) =>
            {
                Job job = board.Find(id);
                job.Cancel();
                return Results.Json(job.Look(whole: false));
            })
            .Says<Job.JobView>("CancelJob", "Cancels a job; one that is over stays as it is.", 404);
        api.MapReading("/jobs/{id}/midi", (string id) => Result(board, id, RehearsalJobs.Midi, TakeEndpoints.MidiType))
            .Says("GetJobMidi", "The take of a rehearsal as MIDI.", 404, 409).Produces<Stream>(StatusCodes.Status200OK, TakeEndpoints.MidiType);
        api.MapReading("/jobs/{id}/wav", (string id) => Result(board, id, RehearsalJobs.Wav, TakeEndpoints.WavType))
            .Says("GetJobWav", "The take of a rehearsal as sound, served in ranges.", 404, 409, 416).Produces<Stream>(StatusCodes.Status200OK, TakeEndpoints.WavType);
    }

    /// <param name="Token">By which a fine-tune names it.</param>
    internal sealed record Uploaded(string Token);

    private static IResult Posted(Job job) => Results.Json(job.Look(whole: true), statusCode: StatusCodes.Status202Accepted);

    private static IResult Result(JobBoard board, string id, string file, string type)
    {
        Job job = board.Find(id);
        if (job.Kind != RehearsalJobs.Kind) throw new RefusedException(StatusCodes.Status404NotFound, "Only a rehearsal leaves a take. See the job itself.");
        if (job.State != JobState.Done) throw new RefusedException(StatusCodes.Status409Conflict, "The rehearsal is not done. Wait until its state is done.");

        string path = Path.Combine(job.Folder, file);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        return Results.Stream(stream, type, $"rehearsal-{id}{Path.GetExtension(file)}", new FileInfo(path).LastWriteTimeUtc, enableRangeProcessing: true);
    }

    private static async Task<byte[]> Midi(HttpRequest request)
    {
        byte[] body = await RequestBody.Bytes(request, RequestBody.MostMidi);
        if (body.Length == 0) throw Empty();
        if (IsSound(request, body)) throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "That is sound. Write down its notes first, with LivePerformer transcribe, and send the MIDI file.");
        return body;
    }

    private static bool IsSound(HttpRequest request, ReadOnlySpan<byte> body) =>
        body.StartsWith("RIFF"u8) || body.StartsWith("RF64"u8) || body.StartsWith("fLaC"u8)
        || request.ContentType is { } type && (type.Contains("wav", StringComparison.OrdinalIgnoreCase) || type.Contains("flac", StringComparison.OrdinalIgnoreCase));

    private static RefusedException Empty() => new(StatusCodes.Status400BadRequest, "There is no file in the body. Send a MIDI file.");

    private static string FileName(string? name, string usual)
    {
        string shown = new([.. (name ?? "").Where(sign => !char.IsControl(sign)).Take(100)]);
        return string.IsNullOrWhiteSpace(shown) ? usual : shown;
    }
}
