using System.CommandLine;
using LivePerformer.Music;

namespace LivePerformer.Host.Commands;

/// <summary>Measures the delay of an instrument, or a microphone.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output") { Description = "The instrument to play: part of a port's name out of 'LivePerformer devices'." };
        var input = new Option<string?>("--input") { Description = "Where it sends back what it plays: part of a port's name." };
        var microphone = new Option<string?>("--microphone")
        {
            Description = "In place of an instrument, measure a microphone before your piano: the room, soft and loud notes, the tuning, and the way of our own sound. The first input of the sound card, or part of a port's name.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "port",
        };
        var silence = Seconds("--silence", "With --microphone: seconds in which nobody plays.", 3, 0.5);
        var playing = Seconds("--playing", "With --microphone: seconds in which you play single notes.", 20, 2);
        var forte = Seconds("--forte", "With --microphone: seconds in which you play as loud as you ever will; 0 leaves it out.", LoudestPassage.Length, 0);
        var noChirps = new Option<bool>("--no-chirps") { Description = "With --microphone: do not measure how long our own sound takes to it." };
        var profile = new Option<string?>("--out") { Description = "Where to write what was measured (JSON), for perform --latency or a preset; an instrument's and a microphone's lie in one file." };
        var notes = new Option<int>("--notes") { Description = "Notes at each velocity.", DefaultValueFactory = _ => 10 };
        notes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 1_000)) result.AddError("--notes takes 1 to 1000.");
        });
        var velocities = new Option<int[]>("--velocities")
        {
            Description = "The velocities to measure.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [20, 40, 60, 80, 100, 120],
        };
        velocities.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is { } wanted && wanted.Any(v => v is not (>= 1 and <= 127))) result.AddError("--velocities takes numbers from 1 to 127.");
        });
        var key = new Option<int>("--key") { Description = "The MIDI number of the key to play.", DefaultValueFactory = _ => 60 };
        key.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 0 and <= 127)) result.AddError("--key takes 0 to 127.");
        });
        var within = new Option<int>("--within") { Description = "How long a note may take to come back, in milliseconds.", DefaultValueFactory = _ => 600 };
        within.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 20 and <= 2_000)) result.AddError("--within takes 20 to 2000 ms.");
        });
        var command = new Command("calibrate", "Measure how long an instrument takes from a message to its key, by the notes that it sends back; or a microphone before a piano.")
        {
            output, input, microphone, silence, playing, forte, noChirps, profile, notes, velocities, key, within,
        };
        command.Validators.Add(result =>
        {
            bool hasMicrophone = result.GetResult(microphone) is not null, hasInstrument = result.GetResult(output) is not null || result.GetResult(input) is not null;
            if (hasMicrophone && hasInstrument) result.AddError("calibrate measures an instrument (--output and --input) or a microphone (--microphone), not both at once.");
            else if (!hasMicrophone && (result.GetResult(output) is null || result.GetResult(input) is null)) result.AddError("Give --output and --input for an instrument, or --microphone.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetResult(microphone) is not null)
            {
                new MicrophoneCalibration(new(parsed.GetValue(microphone) ?? "", parsed.GetValue(profile), parsed.GetValue(silence), parsed.GetValue(playing), parsed.GetValue(forte), !parsed.GetValue(noChirps))).Run();
                return 0;
            }

            var options = new CalibrationOptions(
                parsed.GetValue(output)!, parsed.GetValue(input)!, parsed.GetValue(profile), parsed.GetValue(notes),
                [.. parsed.GetValue(velocities)!.Distinct()], parsed.GetValue(key), parsed.GetValue(within));
            new Calibration(options).Run();
            return 0;
        });
        return command;
    }

    private static Option<double> Seconds(string name, string description, double usual, double least)
    {
        var seconds = new Option<double>(name) { Description = description, DefaultValueFactory = _ => usual };
        seconds.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is var value && value >= least && value <= 120)) result.AddError($"{name} takes {least} to 120 seconds.");
        });
        return seconds;
    }
}
