using System.CommandLine;
using System.Net;
using LivePerformer.Devices.Jack;
using LivePerformer.Engine;

namespace LivePerformer.Host.Commands;

/// <summary>Plays live.</summary>
internal static class PerformCommand
{
    public static Command Create()
    {
        var preset = Shared.Preset();
        var input = new Option<string?>("--input") { Description = "Your keyboard: part of a port's name out of 'LivePerformer devices'; or a .mid file that plays in your place." };
        var microphone = new Option<string?>("--microphone")
        {
            Description = "Listen to an acoustic piano: to the first input of the sound card, or to part of a port's name out of 'LivePerformer devices'.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "port",
        };
        var transcriber = Shared.Transcriber();
        var output = new Option<string?>("--output") { Description = "Where the MIDI goes: part of a port's name, of a DAW or a synthesizer." };
        var audio = new Option<string>("--audio")
        {
            Description = "jack (JACK or PipeWire), page (the browser sounds), null (silent), or auto: jack where it answers, else the page.",
            DefaultValueFactory = _ => "auto",
        };
        audio.AcceptOnlyFromAmong("auto", "jack", "page", "null");
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
        var setList = new Option<string?>("--set-list") { Description = "A night's order in place of one preset: a name out of 'LivePerformer setlists', or a set list's .json file." };
        var tempo = new Option<double?>("--tempo") { Description = "Beats a minute, 20 to 300, from the beginning on." };
        tempo.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (>= TempoGrid.Slowest and <= TempoGrid.Fastest))) result.AddError("--tempo takes 20 to 300 beats a minute.");
        });
        var entry = new Option<Entry?>("--entry") { Description = "Where answers begin once a tempo is known: free, beat or bar." };
        var followClock = new Option<bool>("--follow-clock") { Description = "A MIDI clock on the input gives tempo, beat and bar." };
        var sendClock = new Option<bool>("--send-clock") { Description = "Send a MIDI clock with start and stop on the output." };
        var metronome = new Option<bool>("--metronome") { Description = "Click on each beat." };
        var countIn = new Option<int?>("--count-in") { Description = "Bars that the metronome counts before the first one, 0 to 8." };
        countIn.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is not (null or (>= 0 and <= 8))) result.AddError("--count-in takes 0 to 8 bars.");
        });
        var latency = new Option<string?>("--latency") { Description = "What 'LivePerformer calibrate' wrote of the instrument on the output, whose delay is made up for, and of the microphone." };
        var metrics = new Option<string?>("--metrics") { Description = "Where to send the meters as OpenTelemetry metrics (OTLP), such as http://localhost:4318; else OTEL_EXPORTER_OTLP_ENDPOINT says it." };
        var plain = new Option<bool>("--plain") { Description = "Lines instead of the live view, also on a terminal." };
        Option<string?> controls = Shared.Controls();
        var page = new Option<string>("--page")
        {
            Description = "on: serve the page that shows and steers the performance. off: do not. auto: serve it, but where a file plays in your place.",
            DefaultValueFactory = _ => "auto",
        };
        page.AcceptOnlyFromAmong("auto", "on", "off");
        var port = new Option<int?>("--port") { Description = $"Of the page; else {PageOptions.UsualPort}, or the next that is free. 0 takes any." };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is not (null or (>= 0 and <= 65_535))) result.AddError("--port takes 0 to 65535.");
        });
        var listen = new Option<string?>("--listen") { Description = "An address of this machine, such as 192.168.1.20 or 0.0.0.0, on which others may open the page who know the code that is printed." };
        listen.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } address && !IPAddress.TryParse(address, out _)) result.AddError($"--listen takes an address of this machine, such as 192.168.1.20 or 0.0.0.0, but '{address}' is none.");
        });
        var noBrowser = new Option<bool>("--no-browser") { Description = "Print the page's address, but do not open it." };
        var osc = new Option<string?>("--osc") { Description = "Hear OSC on this UDP port of this machine: /liveperformer/veto, /liveperformer/temperature 0.9. 0 takes any port.", HelpName = "port" };
        var oscFrom = new Option<string[]>("--osc-from") { Description = "An address whose OSC is heard, such as 192.168.1.30: then the port is open on all addresses of this machine, for those who are named alone. May be given several times.", HelpName = "address" };
        var oscTo = new Option<string[]>("--osc-to") { Description = "Where OSC says what happens, such as 192.168.1.30:9001. May be given several times.", HelpName = "host:port" };
        var noRecord = new Option<bool>("--no-record") { Description = "Keep no take. Without it, and without --record, a performance with the page is recorded in your takes." };
        var command = new Command("perform", "Play live: the AI listens, and answers when you hand over, or plays along.")
        {
            preset, setList, input, microphone, transcriber, output, audio, callback, seconds, minutes, loop, record, report, seed,
            tempo, entry, followClock, sendClock, metronome, countIn, latency, metrics, plain, controls,
            page, port, listen, noBrowser, noRecord, osc, oscFrom, oscTo,
        };
        command.SetAction(parsed =>
        {
            var options = new PerformOptions(
                parsed.GetValue(preset)!, parsed.GetValue(input), parsed.GetValue(output), parsed.GetValue(audio)!,
                Enum.Parse<CallbackChoice>(parsed.GetValue(callback)!, ignoreCase: true),
                parsed.GetValue(seconds) + (60 * parsed.GetValue(minutes)), parsed.GetValue(record), parsed.GetValue(seed),
                parsed.GetValue(loop), parsed.GetValue(report),
                new TimeOptions(
                    parsed.GetValue(tempo), parsed.GetValue(entry), parsed.GetValue(followClock), parsed.GetValue(sendClock),
                    parsed.GetValue(metronome), parsed.GetValue(countIn), parsed.GetValue(latency)),
                parsed.GetValue(setList), parsed.GetValue(metrics), parsed.GetValue(plain), parsed.GetValue(controls),
                Microphone: parsed.GetResult(microphone) is null && parsed.GetValue(transcriber) is null ? null : new MicrophoneOptions(parsed.GetValue(microphone) ?? "", parsed.GetValue(transcriber)),
                Osc: OscOptions.Of(parsed.GetValue(osc), parsed.GetValue(oscFrom) ?? [], parsed.GetValue(oscTo) ?? []));
            if (parsed.GetValue(page) is "on" || (parsed.GetValue(page) is "auto" && (!options.InputIsFile || options.Audio == "page")))
            {
                options = options with
                {
                    Page = new PageOptions(parsed.GetValue(port), parsed.GetValue(listen) is { } address ? IPAddress.Parse(address) : null, !parsed.GetValue(noBrowser)),
                    Record = parsed.GetValue(noRecord) ? null : options.Record ?? TakesPlace.Usual(),
                };
            }

            new Evening(Installation.Find(), options).Run();
            return 0;
        });
        return command;
    }
}
