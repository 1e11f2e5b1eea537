using System.Runtime.InteropServices;

namespace LivePerformer.Devices.Jack;

/// <summary>The functions of libjack that we call, under their own names (jack/jack.h, jack/midiport.h).</summary>
/// <remarks>Control thread; what the process callback calls is in <see cref="RealTime.JackCalls"/>.</remarks>
internal static unsafe partial class Native
{
    public const string Library = "libjack";
    public const string AudioType = "32 bit float mono audio";
    public const string MidiType = "8 bit raw midi";

    public const int NoStartServer = 0x01;
    public const int ServerName = 0x04;

    public const int StatusServerFailed = 0x10;
    public const int StatusVersionError = 0x400;

    public const uint PortIsInput = 0x1;
    public const uint PortIsOutput = 0x2;
    public const uint PortIsPhysical = 0x4;
    public const uint PortIsTerminal = 0x10;

    /// <summary>jack_connect's answer when the two are connected already (EEXIST).</summary>
    public const int AlreadyConnected = 17;

    /// <summary>Variadic in C; the one extra argument that we use goes where a fourth ordinary one would.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint jack_client_open(string name, int options, int* status, string? serverName);

    [LibraryImport(Library)]
    public static partial int jack_client_close(nint client);

    [LibraryImport(Library)]
    public static partial int jack_activate(nint client);

    [LibraryImport(Library)]
    public static partial int jack_deactivate(nint client);

    [LibraryImport(Library)]
    public static partial byte* jack_get_client_name(nint client);

    [LibraryImport(Library)]
    public static partial uint jack_get_sample_rate(nint client);

    [LibraryImport(Library)]
    public static partial uint jack_get_buffer_size(nint client);

    [LibraryImport(Library)]
    public static partial int jack_set_process_callback(nint client, delegate* unmanaged[Cdecl]<uint, nint, int> callback, nint argument);

    [LibraryImport(Library)]
    public static partial int jack_set_xrun_callback(nint client, delegate* unmanaged[Cdecl]<nint, int> callback, nint argument);

    [LibraryImport(Library)]
    public static partial void jack_on_shutdown(nint client, delegate* unmanaged[Cdecl]<nint, void> callback, nint argument);

    [LibraryImport(Library)]
    public static partial int jack_set_port_connect_callback(nint client, delegate* unmanaged[Cdecl]<uint, uint, int, nint, void> callback, nint argument);

    [LibraryImport(Library)]
    public static partial int jack_set_port_registration_callback(nint client, delegate* unmanaged[Cdecl]<uint, int, nint, void> callback, nint argument);

    [LibraryImport(Library)]
    public static partial void jack_set_error_function(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Library)]
    public static partial void jack_set_info_function(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint jack_port_register(nint client, string name, string type, CULong flags, CULong bufferSize);

    [LibraryImport(Library)]
    public static partial byte* jack_port_name(nint port);

    [LibraryImport(Library)]
    public static partial int jack_port_name_size();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint jack_port_by_name(nint client, string name);

    [LibraryImport(Library)]
    public static partial nint jack_port_by_id(nint client, uint port);

    [LibraryImport(Library)]
    public static partial int jack_port_flags(nint port);

    [LibraryImport(Library)]
    public static partial byte** jack_port_get_all_connections(nint client, nint port);

    [LibraryImport(Library)]
    public static partial int jack_port_get_aliases(nint port, byte** aliases);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte** jack_get_ports(nint client, string? namePattern, string? typePattern, CULong flags);

    [LibraryImport(Library)]
    public static partial void jack_free(void* memory);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int jack_connect(nint client, string source, string destination);
}
