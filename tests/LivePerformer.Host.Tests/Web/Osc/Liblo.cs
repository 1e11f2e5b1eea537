using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LivePerformer.Devices.Jack.Tests;

namespace LivePerformer.Host.Tests;

/// <summary>Another implementation of OSC: liblo with its tools.</summary>
internal static class Liblo
{
    private const string Package = "liblo-tools";

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Sends one message: address, types, values.</summary>
    public static void Send(int port, string address, string types = "", params string[] values)
    {
        using Process send = Process.Start(Requires.Tool("oscsend", Package), ["localhost", $"{port}", address, .. types.Length == 0 ? [] : new[] { types }, .. values]);
        send.WaitForExit();
        Assert.Equal(0, send.ExitCode);
    }

    /// <summary>The bytes of a message.</summary>
    public static byte[] Bytes(string address, string types, params string[] values)
    {
        using Process send = Process.Start(new ProcessStartInfo(Requires.Tool("oscsend", Package), ["-", address, types, .. values]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        send.StandardOutput.BaseStream.CopyTo(bytes);
        send.WaitForExit();
        return bytes.ToArray();
    }

    /// <summary>Prints what comes, and is known to listen.</summary>
    public static ToolProcess Dump(out int port)
    {
        string tool = Requires.Tool("oscdump", Package);
        using (var free = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0))) port = ((IPEndPoint)free.Client.LocalEndPoint!).Port;
        var dump = new ToolProcess(Nothing, tool, "-L", $"{port}");
        using var knock = new UdpClient();
        int to = port;
        JackServer.Until(() => knock.Send("/knock\0\0,\0\0\0"u8, new IPEndPoint(IPAddress.Loopback, to)) > 0 && dump.Text.Contains("/knock", StringComparison.Ordinal), "for oscdump to listen");
        return dump;
    }

    /// <summary>Whether liblo would call the method of this address.</summary>
    public static bool Matches(string pattern, string address) => Match.Value(address, pattern) != 0;

    private static readonly Lazy<PatternMatch> Match = new(() =>
    {
        Requires.Tool("oscsend", Package);
        return Marshal.GetDelegateForFunctionPointer<PatternMatch>(NativeLibrary.GetExport(NativeLibrary.Load("liblo.so.7"), "lo_pattern_match"));
    });

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int PatternMatch([MarshalAs(UnmanagedType.LPUTF8Str)] string address, [MarshalAs(UnmanagedType.LPUTF8Str)] string pattern);
}
