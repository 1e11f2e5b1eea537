using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LivePerformer.Trainer;

/// <summary>Tells another program how far a fine-tuning is: an object on each line, whose <c>event</c> is <c>progress</c>
/// (fraction, text), <c>curve</c> (minutes, train, heldOut), <c>said</c> (text) or, at last, <c>done</c> (model, preset,
/// before, after). Warnings and faults go to the error output, as ever.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class JsonProgress(TextWriter output)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMilliseconds(250);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock gate = new();
    private long last;

    /// <summary>May be called as often as one likes.</summary>
    public void Show(double fraction, string text)
    {
        lock (gate)
        {
            if (last != 0 && Stopwatch.GetElapsedTime(last) < BetweenLines && fraction < 1) return;
            last = Stopwatch.GetTimestamp();
        }

        Write(new { Event = "progress", Fraction = fraction, Text = text });
    }

    public void Add(FinetuningPoint point) => Write(new { Event = "curve", point.Minutes, point.Train, point.HeldOut });

    public void Say(string text) => Write(new { Event = "said", Text = text });

    public void Finish(FinetuningReport found) => Write(new
    {
        Event = "done",
        Model = found.Written is null ? null : Path.GetFileName(found.Written),
        Preset = found.Preset is null ? null : Path.GetFileNameWithoutExtension(found.Preset),
        Before = found.NatsPerTokenBefore,
        After = found.NatsPerTokenAfter,
    });

    private void Write<T>(T told)
    {
        string line = JsonSerializer.Serialize(told, Options);
        lock (gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
