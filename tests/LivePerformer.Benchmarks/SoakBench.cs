using System.Globalization;
using LivePerformer.Testing;

namespace LivePerformer.Benchmarks;

/// <summary>A long night in short: the program on a server of its own, a human who plays, and everything that can happen to
/// them; at the end the books are checked.</summary>
internal static class SoakBench
{
    public static void Run(string[] options)
    {
        if (options is [SoakClient.Option, var role, var name])
        {
            SoakClient.Run(role, name);
            return;
        }

        var plan = new SoakPlan
        {
            Minutes = Option(options, "--minutes", 30),
            Every = Option(options, "--every", 10),
            Frames = (int)Option(options, "--frames", 128),
            Load = (int)Option(options, "--load", 2),
            ServerRestarts = (int)Option(options, "--server-restarts", 2),
            Garbage = Option(options, "--garbage", 1) != 0,
            Leak = Option(options, "--leak", 0) != 0,
            Drills = Option(options, "--drills", 1) != 0,
        };
        string folder = Path.Combine(Path.GetTempPath(), $"soak-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        Console.WriteLine($"Takes, report and what the program said are kept in {folder}.");
        using var server = new DummyServer(SoakPlan.Rate, plan.Frames, sync: true);
        using var night = new SoakNight(plan, server, folder);
        night.Play();
        var audit = new SoakAudit(night);
        audit.Print();
        if (audit.IsSound) return;

        Environment.ExitCode = 1;
    }

    private static double Option(string[] options, string name, double otherwise)
    {
        int at = Array.IndexOf(options, name);
        return at < 0 ? otherwise : double.Parse(options[at + 1], CultureInfo.InvariantCulture);
    }
}
