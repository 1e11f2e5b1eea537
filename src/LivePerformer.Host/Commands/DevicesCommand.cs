using System.CommandLine;
using LivePerformer.Core;
using LivePerformer.Devices.Jack;

namespace LivePerformer.Host.Commands;

/// <summary>Lists the ports that perform can use.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        var command = new Command("devices", "List keyboards, MIDI destinations, sound outputs and microphones.");
        command.SetAction(_ =>
        {
            Console.WriteLine("null: silence, always there (--audio null)");
            try
            {
                JackPorts ports = JackPorts.List();
                Print("MIDI in (--input)", ports.MidiSources);
                Print("MIDI out (--output)", ports.MidiSinks);
                Print("sound", ports.AudioSinks);
                Print("microphones (--microphone)", ports.AudioSources);
            }
            catch (DeviceException absent)
            {
                Console.WriteLine(absent.Message);
            }

            return 0;
        });
        return command;
    }

    private static void Print(string title, IReadOnlyList<JackPort> ports)
    {
        Console.WriteLine($"{title}:");
        if (ports.Count == 0) Console.WriteLine("  none");
        foreach (JackPort port in ports) Console.WriteLine($"  {port}");
    }
}
