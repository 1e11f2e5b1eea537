using System.CommandLine;
using LivePerformer.Devices.Jack;

namespace LivePerformer.Host.Commands;

/// <summary>Plays live.</summary>
internal static class PerformCommand
{
    public static Command Create()
    {
        var preset = Shared.Preset();
        var input = new Option<string?>("--input") { Description = "Your keyboard: part of a port's name out of 'LivePerformer devices'; or a .mid file that plays in your place." };
        var output = new Option<string?>("--output") { Description = "Where the MIDI goes: part of a port's name, of a DAW or a synthesizer." };
        var audio = new Option<string>("--audio")
        {
            Description = "jack (JACK or PipeWire), null (silent), or auto: jack where it answers, else null.",
            DefaultValueFactory = _ => "auto",
        };
        audio.AcceptOnlyFromAmong("auto", "jack", "null");
        var callback = new Option<string>("--callback")
        {
            Description = "How the sound server calls us: native (a library with a runtime of its own, which never waits for the collector), managed (in process), or auto: native where it is built.",
            DefaultValueFactory = _ => "auto",
        };
        callback.AcceptOnlyFromAmong("auto", "native", "managed");
        var seconds = new Option<double>("--seconds") { Description = "Stop after this long; 0 goes on until Ctrl-C, or a while after an input file's end." };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 86_400)) result.AddError("--seconds takes 0 to 86400.");
        });
        var minutes = new Option<double>("--minutes") { Description = "The same in minutes." };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1_440)) result.AddError("--minutes takes 0 to 1440.");
        });
        var loop = new Option<bool>("--loop") { Description = "An input file begins again when it has ended." };
        var report = new Option<string?>("--report") { Description = "Where to write what was measured (JSON), when it ends." };
        var record = new Option<string?>("--record") { Description = "The folder in which to keep the take: a .take file, written while you play, and at the end the same as MIDI with the tracks Human and AI." };
        var seed = Shared.Seed();
        var command = new Command("perform", "Play live: the AI listens, and answers when you hand over, or plays along.")
        {
            preset, input, output, audio, callback, seconds, minutes, loop, record, report, seed,
        };
        command.SetAction(parsed =>
        {
            var options = new PerformOptions(
                parsed.GetValue(preset)!, parsed.GetValue(input), parsed.GetValue(output), parsed.GetValue(audio)!,
                Enum.Parse<CallbackChoice>(parsed.GetValue(callback)!, ignoreCase: true),
                parsed.GetValue(seconds) + (60 * parsed.GetValue(minutes)), parsed.GetValue(record), parsed.GetValue(seed),
                parsed.GetValue(loop), parsed.GetValue(report));
            new LivePerformance(Installation.Find(), options).Run();
            return 0;
        });
        return command;
    }
}
