using System.CommandLine;

namespace LivePerformer.Host.Commands;

/// <summary>Says what is missing on this machine, and the remedy.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Look at this machine: what is there, what is missing, and the remedy.");
        command.SetAction(_ =>
        {
            bool playable = true;
            foreach (Finding finding in Examination.Run())
            {
                Console.WriteLine($"{(finding.IsWell ? "ok     " : finding.IsNeeded ? "BROKEN " : "missing")}  {finding.What}: {finding.State}");
                if (finding.Remedy is not null) Console.WriteLine($"         -> {finding.Remedy}");
                playable &= finding.IsWell || !finding.IsNeeded;
            }

            Console.WriteLine(playable ? "Ready to play." : "Not ready: mend what is BROKEN.");
            return playable ? 0 : CommandLine.Failed;
        });
        return command;
    }
}
