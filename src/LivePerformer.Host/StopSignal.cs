using System.Runtime.InteropServices;

namespace LivePerformer.Host;

/// <summary>Ctrl-C, SIGTERM and SIGHUP ask for an orderly end: notes off first, then the take, then the process.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly ManualResetEventSlim asked = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignal() =>
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, Ask))];

    /// <summary>True once the end was asked for; else after the time given.</summary>
    public bool Wait(TimeSpan time) => asked.Wait(time);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        asked.Dispose();
    }

    private void Ask(PosixSignalContext signal)
    {
        signal.Cancel = true;   // the runtime would end the process with notes still sounding
        asked.Set();
    }
}
