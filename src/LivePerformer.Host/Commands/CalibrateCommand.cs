using System.CommandLine;

namespace LivePerformer.Host.Commands;

/// <summary>Measures the delay of an instrument.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output") { Description = "The instrument to play: part of a port's name out of 'LivePerformer devices'.", Required = true };
        var input = new Option<string>("--input") { Description = "Where it sends back what it plays: part of a port's name.", Required = true };
        var profile = new Option<string?>("--out") { Description = "Where to write the latency profile (JSON), for perform --latency or a preset." };
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
        var command = new Command("calibrate", "Measure how long an instrument takes from a message to its key, by the notes that it sends back.")
        {
            output, input, profile, notes, velocities, key, within,
        };
        command.SetAction(parsed =>
        {
            var options = new CalibrationOptions(
                parsed.GetValue(output)!, parsed.GetValue(input)!, parsed.GetValue(profile), parsed.GetValue(notes),
                [.. parsed.GetValue(velocities)!.Distinct()], parsed.GetValue(key), parsed.GetValue(within));
            new Calibration(options).Run();
            return 0;
        });
        return command;
    }
}
